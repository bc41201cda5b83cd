//! Where two texts differ.

/// Lines around a difference.
const AROUND: usize = 3;

/// The most pairs of lines that are compared; beyond it the differing middle is shown as a whole.
const MOST: usize = 4_000_000;

/// The differing lines, `-` of the old text and `+` of the new one, with some lines around them; empty where they are
/// the same.
#[must_use]
pub fn diff(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let head = old.iter().zip(&new).take_while(same).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(same).count();
    let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut lines: Vec<(char, &str)> = old[..head].iter().map(|line| (' ', *line)).collect();
    lines.extend(middle(old_middle, new_middle));
    lines.extend(old[old.len() - tail..].iter().map(|line| (' ', *line)));
    written(&lines)
}

/// By the longest common subsequence.
fn middle<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(char, &'a str)> {
    let all = |sign, lines: &[&'a str]| lines.iter().map(|line| (sign, *line)).collect::<Vec<_>>();
    if old.len().saturating_mul(new.len()) > MOST {
        return [all('-', old), all('+', new)].concat();
    }
    let width = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    for (i, one) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            longest[i * width + j] = if one == other {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            lines.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            lines.push(('-', old[i]));
            i += 1;
        } else {
            lines.push(('+', new[j]));
            j += 1;
        }
    }
    [lines, all('-', &old[i..]), all('+', &new[j..])].concat()
}

fn written(lines: &[(char, &str)]) -> String {
    let changed: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].0 != ' ').collect();
    let is_near = |at: usize| {
        let next = changed.partition_point(|changed| *changed + AROUND < at);
        changed.get(next).is_some_and(|changed| *changed <= at + AROUND)
    };
    let mut text = String::new();
    let mut is_gap = false;
    for (at, (sign, line)) in lines.iter().enumerate() {
        if !is_near(at) {
            is_gap = true;
            continue;
        }
        if is_gap && !text.is_empty() {
            text.push_str("...\n");
        }
        is_gap = false;
        text.push(*sign);
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differing_lines_stand_among_their_neighbours() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
        let new = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n11\n12\n13\n";
        assert_eq!(diff(old, new), " 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n...\n 10\n 11\n 12\n+13\n");
        assert_eq!(diff(old, old), "");
        assert_eq!(diff("", "a\n"), "+a\n");
        assert_eq!(diff("a\nb\nc\n", "c\na\nb\n"), "+c\n a\n b\n-c\n");
    }
}
