//! What wasmCloud keeps, with the client that it has: buckets of a lattice, and the streams of its application manager.

use crate::peer::within;
use crate::store::{consumer, open, state, take, until};
use async_nats::jetstream::consumer::pull;
use async_nats::jetstream::kv;
use async_nats::jetstream::stream::{Config, RetentionPolicy, Source, StorageType, SubjectTransform};
use futures_util::StreamExt;
use std::time::Duration;

crate::cases! {
    "lattice-buckets" => lattice_buckets(),
    "lattice-work-queues" => lattice_work_queues(),
}

/// Every host makes the buckets anew, and watches them.
async fn lattice_buckets() {
    let (own, host) = (open("RS_LATTICE").await, open("RS_LATTICE_HOST").await);
    for name in ["LATTICEDATA_rs", "CONFIGDATA_rs"] {
        let config = || kv::Config { bucket: name.into(), ..Default::default() };
        let bucket = own.js.create_key_value(config()).await.unwrap();
        let again = host.js.create_key_value(config()).await.unwrap();
        let mut watch = again.watch_all().await.unwrap();
        let link = serde_json::json!({ "source_id": "http", "target": "echo", "interfaces": ["incoming-handler"] });
        bucket.put("COMPONENT_echo", link.to_string().into()).await.unwrap();
        let entry = within("link", watch.next()).await.unwrap().unwrap();
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&entry.value).unwrap(), link);
        bucket.delete("COMPONENT_echo").await.unwrap();
        assert_eq!(within("end of the link", watch.next()).await.unwrap().unwrap().operation, kv::Operation::Delete);
    }
}

/// Events of all lattices are mirrored, and become work of which each piece is done once.
async fn lattice_work_queues() {
    let own = open("RS_WADM").await;
    let events = Config {
        name: "RS_WADM_EVENTS".into(),
        subjects: vec!["rs.evt.*.>".into()],
        max_age: Duration::from_secs(3600),
        storage: StorageType::File,
        ..Default::default()
    };
    own.js.get_or_create_stream(events.clone()).await.unwrap();
    own.js.get_or_create_stream(events).await.unwrap();
    let origin = Source { name: "RS_WADM_EVENTS".into(), ..Default::default() };
    let mirror = Config { name: "RS_WADM_MIRROR".into(), mirror: Some(origin.clone()), ..Default::default() };
    let mirror = own.js.create_stream(mirror).await.unwrap();
    let transform = SubjectTransform { source: "rs.evt.*.>".into(), destination: "rs.wadm.$1.>".into() };
    let work = Config {
        name: "RS_WADM_WORK".into(),
        retention: RetentionPolicy::WorkQueue,
        sources: Some(vec![Source { subject_transforms: vec![transform], ..origin }]),
        ..Default::default()
    };
    let work = own.js.create_stream(work).await.unwrap();
    for i in 0..30 {
        own.js.publish(format!("rs.evt.l{}.host.{i}", i % 2), i.to_string().into()).await.unwrap().await.unwrap();
    }
    let mut done = Vec::new();
    for lattice in ["l0", "l1"] {
        let config = pull::Config {
            durable_name: Some(format!("wadm_{lattice}")),
            filter_subject: format!("rs.wadm.{lattice}.>"),
            ack_wait: Duration::from_secs(30),
            max_deliver: 3,
            ..Default::default()
        };
        let consumer = consumer(&work, config).await;
        done.extend(take(&consumer, 15).await.split(' ').map(str::to_string));
    }
    done.sort_by_key(|n| n.parse::<u32>().unwrap());
    assert_eq!(done, (0..30).map(|i| i.to_string()).collect::<Vec<_>>());
    until("end of the work", || async { state(&work).await.messages == 0 && state(&mirror).await.messages == 30 }).await;
}
