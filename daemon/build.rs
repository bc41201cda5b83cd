//! Embeds files that live outside this package: cargo must look at them too, and the pages' one package must be there.

use std::path::Path;

/// Where the pages' package is once it was fetched.
const LIT_HTML: &str = "../web-ui/node_modules/lit-html";

fn main() {
    for folder in ["../device-templates", "dialects", LIT_HTML] {
        println!("cargo::rerun-if-changed={folder}");
    }
    // Not the folder as a whole: below it lies what only tests need, thousands of files.
    for part in ["help", "icon.svg", "index.html", "pages", "parts", "recovery.html", "strings", "style.css"]
    {
        println!("cargo::rerun-if-changed=../web-ui/{part}");
    }
    for entry in std::fs::read_dir("../web-ui").into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "js") {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
    if !Path::new(LIT_HTML).join("lit-html.js").exists() {
        println!(
            "cargo::error=the package that the pages use is not here yet. Run `make web-ui` once (it needs Node.js 20)"
        );
    }
}
