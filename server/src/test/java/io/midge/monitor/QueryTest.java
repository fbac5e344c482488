package io.midge.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueryTest {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    @Test
    void whatIsNotThereIsNothing() throws BadQueryException {
        for (String raw : new String[] {null, "", "&", "x", "A=1", "a", "a=", "a;=1", "a=%", "a=%4", "a=%4g", "a%=1"}) {
            Query query = Query.parse(raw);
            assertThat(query.text("a")).as(raw).isEmpty();
            assertThat(query.bool("a")).isFalse();
            assertThat(query.integer("a")).isZero();
            assertThat(query.unsigned("a")).isZero();
        }
    }

    @Test
    void valuesAreUnescaped() {
        assertThat(Query.parse("a=b%20c+d%26%3D=e").text("a")).isEqualTo("b c d&==e");
        assertThat(Query.parse("%C3%A9=%c3%A9").bytes("\u00c3\u00a9")).containsExactly(0xc3, 0xa9);
        assertThat(Query.parse("a=\u00c3\u00a9").text("a"))
                .as("bytes that nobody escaped")
                .isEqualTo("é");
        assertThat(Query.parse("a=€").text("a")).isEqualTo("€");
    }

    @Test
    void theFirstOfANameCounts() {
        assertThat(Query.parse("a=%zz&a=1&a=2").text("a")).isEqualTo("1");
    }

    @Test
    void numbersAreThoseOf64Bits() {
        var random = new Random(7);
        BigInteger[] edges = {BigInteger.ZERO, BigInteger.TEN.pow(19), TWO_TO_64.shiftRight(1), TWO_TO_64};
        for (int i = 0; i < 5_000; i++) {
            BigInteger number = edges[random.nextInt(edges.length)].add(
                    BigInteger.valueOf(random.nextLong() >> random.nextInt(64)));
            Query query = Query.parse("n=" + number);
            boolean signed = number.bitLength() < 64;
            boolean unsigned = number.signum() >= 0 && number.bitLength() <= 64;
            if (signed) {
                assertThat(value(query, true)).isEqualTo(number.longValueExact());
            } else {
                refused(query, true, "value out of range");
            }
            if (unsigned) {
                assertThat(value(query, false)).isEqualTo(number.longValue());
            } else {
                refused(query, false, number.signum() < 0 ? "invalid syntax" : "value out of range");
            }
        }
    }

    private static long value(Query query, boolean signed) {
        try {
            return signed ? query.integer("n") : query.unsigned("n");
        } catch (BadQueryException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(Query query, boolean signed, String why) {
        assertThatExceptionOfType(BadQueryException.class)
                .isThrownBy(() -> {
                    if (signed) {
                        query.integer("n");
                    } else {
                        query.unsigned("n");
                    }
                })
                .withMessageEndingWith("\": " + why);
    }
}
