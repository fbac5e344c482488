package io.midge.store.log;

/** Hears of damage, once for each place while the log is open. On the stream's lane. */
public interface DamageListener {
    void damaged(Damage damage);
}
