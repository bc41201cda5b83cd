//! Serves 12,300 bytes over TFTP for any name of twelve hex digits and `.cfg`, to be measured.
//!
//! `cargo run --release --example tftp_fixed -- ADDR:PORT [at-hand|rendered]`; `rendered` makes a body of the same
//! size out of the name for each request, on the threads that the daemon renders on.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use linekey::serve::content::{Answer, Asked, Body, Content, Outcome};
use linekey::serve::tftp::{Limits, Listener};

const SIZE: usize = 12_300;

struct Fixed {
    body: Bytes,
    rendered: bool,
}

impl Content for Fixed {
    fn at_hand(&self, asked: &Asked) -> Option<Answer> {
        (!self.rendered).then(|| answer(asked, || self.body.clone()))
    }

    fn answer(&self, asked: &Asked) -> Answer {
        answer(asked, || rendered(asked))
    }

    fn note(&self, _: &Asked, _: Outcome) {}

    fn serves(&self, _: IpAddr) -> bool {
        true
    }
}

fn answer(asked: &Asked, bytes: impl FnOnce() -> Bytes) -> Answer {
    let mac = asked.name.strip_suffix(".cfg").filter(|mac| mac.len() == 12);
    if mac.is_none_or(|mac| !mac.bytes().all(|digit| digit.is_ascii_hexdigit())) {
        return Answer::NoSuchFile;
    }
    Answer::File(Body { bytes: bytes(), content_type: "text/plain", etag: "\"1\"".into(), ranges: false })
}

fn rendered(asked: &Asked) -> Bytes {
    let mut text = String::with_capacity(SIZE + 100);
    for key in 1.. {
        if text.len() >= SIZE
            || writeln!(text, "linekey.{key}.label = {} {}", asked.name, asked.peer).is_err()
        {
            break;
        }
    }
    text.truncate(SIZE);
    text.into()
}

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let address: SocketAddr = args
        .next()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| std::io::Error::other("say where to listen, for example 127.0.0.1:6969"))?;
    let rendered = args.next().is_some_and(|word| word == "rendered");
    let line = b"abcdefghijklmnopqrstuvwxyz0123456789
";
    let body: Vec<u8> = line.iter().copied().cycle().take(SIZE).collect();
    let listener = Listener::bind(address)?;
    println!("tftp on {}", listener.local_addr()?);
    let running = listener.run(Arc::new(Fixed { body: body.into(), rendered }), Limits::default())?;
    loop {
        std::thread::park();
        // Woken for no reason: keep on, as long as the server lives.
        let _alive = &running;
    }
}
