//! Scripts and styles without what only their readers need: comments, types and indentation are a quarter of them.
//!
//! Not a minifier. It knows the one way in which `web-ui/` writes comments: a comment begins its line, and a type within
//! a line is `/** @type … */`. Names, statements and lines stay, so what a browser's tools show is still our code.

use std::sync::LazyLock;

use regex::Regex;

/// A type within a line: `/** @type {string} */`.
static TYPE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"/\*\* ?@[^*]*\*/ ?").ok());

/// The text without comments and indentation.
pub fn slim(text: &str) -> String {
    let mut slim = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines() {
        let line = line.trim();
        if in_comment {
            in_comment = !line.ends_with("*/");
            continue;
        }
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        if line.starts_with("/*") && (line.ends_with("*/") || !line.contains("*/")) {
            in_comment = !line.ends_with("*/");
            continue;
        }
        slim += &TYPE.as_ref().map_or(line.into(), |typed| typed.replace_all(line, ""));
        slim.push('\n');
    }
    slim
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_types_go_and_everything_else_stays() {
        let text = "// A page.\nimport { html } from \"./lit.js\";\n\n/**\n * Doubles.\n * @param {number} a\n */\n\
                    export const twice = (/** @type {number} */ a) => {\n  // why\n  return a * 2; // 4\n};\n\
                    /* one line */\nconst url = \"http://x\";\n";
        let expected = "import { html } from \"./lit.js\";\nexport const twice = (a) => {\nreturn a * 2; // 4\n};\n\
                        const url = \"http://x\";\n";
        assert_eq!(slim(text), expected);
    }

    #[test]
    fn styles_lose_their_comments_too() {
        let text = "/* Tokens\n   of light */\n:root {\n  color: red; /* kept */\n}\n";
        assert_eq!(slim(text), ":root {\ncolor: red; /* kept */\n}\n");
    }
}
