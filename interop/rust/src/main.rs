//! async-nats against the servers of ../servers. The cases run beside each other.
//! One line per test: `ok NAME` or `FAIL NAME reason`.

mod access;
mod messaging;
mod peer;
mod runner;
mod tls;
mod trouble;

#[tokio::main]
async fn main() {
    let cases = [trouble::cases(), messaging::cases(), access::cases(), tls::cases()];
    let good = runner::all("rust", cases.into_iter().flatten().collect()).await;
    peer::stop_all().await;
    std::process::exit(if good { 0 } else { 1 });
}
