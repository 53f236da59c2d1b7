//! The built-in pack compiles.

use nasaq::rules::RulePack;

#[test]
fn the_builtin_pack_compiles() {
    if let Err(error) = RulePack::builtin() {
        panic!("{error}");
    }
}
