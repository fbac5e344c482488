package io.midge.jetstream.meta;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.StorageType;
import org.junit.jupiter.api.Test;

class QuotaTest {
    private final Quota quota = new Quota();

    @Test
    void withoutALimitThereIsAlwaysRoom() {
        quota.used(StorageType.FILE, Long.MAX_VALUE / 2);
        assertThat(quota.wouldExceed(StorageType.FILE, 1000)).isFalse();
        assertThat(quota.cannotReserve(StorageType.FILE, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void aLimitMayBeReachedAndNotExceeded() {
        quota.limit(StorageType.MEMORY, 100);
        quota.used(StorageType.MEMORY, 90);
        assertThat(quota.wouldExceed(StorageType.MEMORY, 10)).isFalse();
        assertThat(quota.wouldExceed(StorageType.MEMORY, 11)).isTrue();
    }

    @Test
    void memoryAndFilesCountApart() {
        quota.limit(StorageType.MEMORY, 1);
        quota.used(StorageType.FILE, 1000);
        assertThat(quota.wouldExceed(StorageType.MEMORY, 1)).isFalse();
        assertThat(quota.used(StorageType.FILE)).isEqualTo(1000);
        assertThat(quota.used(StorageType.MEMORY)).isZero();
    }

    @Test
    void whatIsPromisedCountsApartFromWhatIsUsed() {
        quota.limit(StorageType.FILE, 100);
        quota.used(StorageType.FILE, 100);
        quota.reserve(StorageType.FILE, 60);
        assertThat(quota.cannotReserve(StorageType.FILE, 40)).isFalse();
        assertThat(quota.cannotReserve(StorageType.FILE, 41)).isTrue();
        quota.reserve(StorageType.FILE, -60);
        assertThat(quota.reserved(StorageType.FILE)).isZero();
    }

    @Test
    void hugeNumbersDoNotWrapAround() {
        assertThat(Quota.exceeds(100, 50, Long.MAX_VALUE)).isTrue();
        assertThat(Quota.exceeds(100, Long.MAX_VALUE, 0)).isTrue();
        assertThat(Quota.sum(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aLimitOfNothingHoldsNothing() {
        quota.limit(StorageType.MEMORY, 0);
        assertThat(quota.cannotReserve(StorageType.MEMORY, 1)).isTrue();
        assertThat(quota.cannotReserve(StorageType.MEMORY, 0)).isFalse();
    }
}
