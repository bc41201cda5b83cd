//! Embeds files that live outside this package: cargo must look at them too.

fn main() {
    for folder in ["../device-templates", "../web-ui", "dialects"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
