//! async-nats and JetStream. Each case has streams of its own name, on one server.
//! One line per test: `ok NAME` or `FAIL NAME reason`.

mod buckets;
mod consumers;
mod lattice;
#[path = "../peer.rs"]
#[allow(dead_code)] // what only the other suite needs
mod peer;
#[path = "../runner.rs"]
mod runner;
mod store;
mod streams;

#[tokio::main]
async fn main() {
    let cases = [buckets::cases(), streams::cases(), consumers::cases(), lattice::cases()];
    let good = runner::all("jetstream-rust", cases.into_iter().flatten().collect()).await;
    store::stop().await;
    std::process::exit(if good { 0 } else { 1 });
}
