/**
 * The journal: what makes every operation of every stream survive, with one sync for all that piled up during the one before.
 *
 * <pre>
 *  any thread           journal lane                                     stream lanes
 *  append ─▸ Intake ─▸ Committer ─▸ BatchWriter ─▸ write, sync ─▸ Groups ─▸ Share: durable(entry), ...
 *              ▴            │ a file is full, or failed                  │
 *              │            ▾                                            │
 *              │       JournalFiles ◂─ background lane: files prepared   │
 *              └──────────── the buffer comes back ◂─────────────────────┘
 *
 *  at start:  Recovery ─▸ Reader (which batches follow each other) ─▸ Scan (their entries) ─▸ Replay
 *                      └▸ Tail (what a loss of power has torn)     └▸ Losses (what is missing)
 * </pre>
 *
 * <p>Threads: {@link io.midge.store.journal.Journal#append} is for any thread; writing and syncing live on the journal lane, the
 * preparation of files on a background lane, and what is durable is told on the lanes of the groups. Recovery belongs to its
 * caller.
 */
@org.jspecify.annotations.NullMarked
package io.midge.store.journal;
