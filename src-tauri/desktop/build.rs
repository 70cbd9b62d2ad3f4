//! Tells Tauri where the capabilities are.

fn main() {
    let attributes = tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/desktop/capabilities/**/*");
    if let Err(why) = tauri_build::try_build(attributes) {
        println!("cargo::error={why:#}");
        std::process::exit(1);
    }
}
