//! Key-value buckets and object stores.

use crate::peer::within;
use crate::store::{open, until};
use async_nats::jetstream::kv::{Config, Operation, Watch};
use async_nats::jetstream::object_store::{Config as Objects, ObjectMetadata, UpdateMetadata};
use async_nats::jetstream::stream::{Source, SubjectTransform};
use futures_util::{StreamExt, TryStreamExt};
use std::time::Duration;
use tokio::io::AsyncReadExt;

crate::cases! {
    "object-of-64-mib" => large_object(),
    "key-value" => key_value(),
    "key-value-watch" => key_value_watch(),
    "key-value-age" => key_value_age(),
    "key-value-limit-markers" => key_value_limit_markers(),
    "key-value-sources" => key_value_sources(),
    "objects" => objects(),
}

fn bucket(name: &str, history: i64) -> Config {
    Config { bucket: name.into(), history, ..Default::default() }
}

async fn key_value() {
    let own = open("RS_KV").await;
    let kv = own.js.create_key_value(bucket(own.name, 4)).await.unwrap();
    assert_eq!(kv.put("a.b", "1".into()).await.unwrap(), 1);
    let entry = kv.entry("a.b").await.unwrap().unwrap();
    assert_eq!((entry.key.as_str(), entry.value.as_ref(), entry.revision), ("a.b", "1".as_bytes(), 1));
    assert!(kv.get("nothing").await.unwrap().is_none());
    assert!(kv.create("a.b", "".into()).await.is_err(), "created twice");
    assert_eq!(kv.update("a.b", "2".into(), 1).await.unwrap(), 2);
    assert!(kv.update("a.b", "3".into(), 1).await.is_err(), "updated twice");
    assert_eq!(kv.entry_for_revision("a.b", 1).await.unwrap().unwrap().value, "1");
    kv.delete("a.b").await.unwrap();
    assert_eq!(kv.entry("a.b").await.unwrap().unwrap().operation, Operation::Delete);
    kv.create("a.b", "4".into()).await.unwrap();
    let history: Vec<_> = kv.history("a.b").await.unwrap().try_collect().await.unwrap();
    assert_eq!(history.iter().map(|e| e.revision).collect::<Vec<_>>(), [1, 2, 3, 4]);
    kv.put("c", "5".into()).await.unwrap();
    let mut keys: Vec<String> = kv.keys().await.unwrap().try_collect().await.unwrap();
    keys.sort();
    assert_eq!(keys, ["a.b", "c"]);
    kv.purge("a.b").await.unwrap();
    assert_eq!(kv.entry("a.b").await.unwrap().unwrap().operation, Operation::Purge);
    assert_eq!(kv.status().await.unwrap().history(), 4);
    own.js.delete_key_value(own.name).await.unwrap();
    assert!(own.js.get_key_value(own.name).await.is_err());
}

async fn seen(watch: &mut Watch, count: usize) -> String {
    let mut all = Vec::new();
    for _ in 0..count {
        let e = within("update", watch.next()).await.unwrap().unwrap();
        let what = if e.operation == Operation::Put { String::from_utf8_lossy(&e.value).into_owned() } else { format!("{:?}", e.operation) };
        all.push(format!("{}={what}", e.key));
    }
    all.join(" ")
}

async fn key_value_watch() {
    let own = open("RS_WATCH").await;
    let kv = own.js.create_key_value(bucket(own.name, 3)).await.unwrap();
    kv.put("a", "1".into()).await.unwrap();
    kv.put("a", "2".into()).await.unwrap();
    let mut later = kv.watch_all().await.unwrap();
    let mut history = kv.watch_with_history("a").await.unwrap();
    let mut from = kv.watch_from_revision("a", 2).await.unwrap();
    kv.put("b", "3".into()).await.unwrap();
    kv.delete("a").await.unwrap();
    assert_eq!(seen(&mut later, 2).await, "b=3 a=Delete");
    assert_eq!(seen(&mut history, 2).await, "a=2 a=Delete");
    assert_eq!(seen(&mut from, 2).await, "a=2 a=Delete");
}

async fn key_value_age() {
    let own = open("RS_AGE").await;
    let kv = own.js.create_key_value(Config { max_age: Duration::from_secs(1), ..bucket(own.name, 1) }).await.unwrap();
    kv.put("a", "short".into()).await.unwrap();
    until("end of the value", || async { kv.get("a").await.unwrap().is_none() }).await;
}

async fn key_value_limit_markers() {
    let own = open("RS_MARKERS").await;
    let config = Config { limit_markers: Some(Duration::from_secs(1)), ..bucket(own.name, 2) };
    let kv = own.js.create_key_value(config).await.unwrap();
    let mut watch = kv.watch_all().await.unwrap();
    kv.create_with_ttl("a", "short".into(), Duration::from_secs(1)).await.unwrap();
    assert_eq!(seen(&mut watch, 2).await, "a=short a=Purge");
}

async fn key_value_sources() {
    let own = open("RS_ORIGIN").await;
    let kv = own.js.create_key_value(bucket(own.name, 1)).await.unwrap();
    kv.put("a", "1".into()).await.unwrap();
    let transform = SubjectTransform { source: "$KV.RS_ORIGIN.>".into(), destination: "$KV.RS_COPY.>".into() };
    let source = Source { name: "KV_RS_ORIGIN".into(), subject_transforms: vec![transform], ..Default::default() };
    let copy = own.js.create_key_value(Config { sources: Some(vec![source]), ..bucket("RS_COPY", 1) }).await.unwrap();
    until("value", || async { copy.get("a").await.unwrap().is_some_and(|v| v == "1") }).await;
}

async fn objects() {
    let own = open("RS_OBJECTS").await;
    let mut store = own.js.create_object_store(Objects { bucket: own.name.into(), ..Default::default() }).await.unwrap();
    let data: Vec<u8> = (0..500_001u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let meta = ObjectMetadata { name: "a b/c".into(), description: Some("one".into()), chunk_size: Some(10_000), ..Default::default() };
    let info = store.put(meta, &mut data.as_slice()).await.unwrap();
    assert_eq!(info.size, 500_001);
    let mut got = Vec::new();
    store.get("a b/c").await.unwrap().read_to_end(&mut got).await.unwrap();
    assert!(got == data, "the object has changed");
    let update = UpdateMetadata { name: "renamed".into(), description: Some("two".into()), ..Default::default() };
    store.update_metadata("a b/c", update).await.unwrap();
    let info = store.info("renamed").await.unwrap();
    assert_eq!(info.description.as_deref(), Some("two"));
    assert!(store.info("a b/c").await.is_err(), "the old name");
    store.add_link("link", &info).await.unwrap();
    let mut by_link = Vec::new();
    store.get("link").await.unwrap().read_to_end(&mut by_link).await.unwrap();
    assert!(by_link == data, "the linked object has changed");
    let mut watch = store.watch().await.unwrap();
    store.put("small", &mut "x".as_bytes()).await.unwrap();
    while within("update", watch.next()).await.unwrap().unwrap().name != "small" {}
    store.delete("small").await.unwrap();
    assert!(within("update", watch.next()).await.unwrap().unwrap().deleted);
    let names: Vec<_> = store.list().await.unwrap().try_collect::<Vec<_>>().await.unwrap().into_iter().map(|o| o.name).collect();
    assert!(names.contains(&"renamed".to_string()) && !names.contains(&"small".to_string()), "{names:?}");
    store.seal().await.unwrap();
    assert!(store.put("more", &mut "x".as_bytes()).await.is_err(), "put into a sealed store");
}

async fn large_object() {
    let own = open("RS_LARGE").await;
    let store = own.js.create_object_store(Objects { bucket: own.name.into(), ..Default::default() }).await.unwrap();
    let data: Vec<u8> = (0..64u32 << 18).flat_map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let info = store.put("large", &mut data.as_slice()).await.unwrap();
    assert_eq!(info.size, 64 << 20);
    let mut got = Vec::with_capacity(data.len());
    store.get("large").await.unwrap().read_to_end(&mut got).await.unwrap();
    assert!(got == data, "the object has changed");
    own.js.delete_object_store(own.name).await.unwrap();
}
