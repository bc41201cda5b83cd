//! Embeds files that live outside this package: cargo must look at them too, and the pages must be built.

use std::path::Path;

fn main() {
    for folder in ["../device-templates", "dialects"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    // Not all of web-ui: below it lies what only builds and tests need, thousands of files.
    for part in ["dist", "help", "icon.svg", "icons.svg", "index.html", "recovery.html", "strings"] {
        println!("cargo::rerun-if-changed=../web-ui/{part}");
    }
    if !Path::new("../web-ui/dist/app.js").exists() {
        println!("cargo::error=the pages are not built yet. Run `make web-ui` once (it needs Node.js 20)");
    }
}
