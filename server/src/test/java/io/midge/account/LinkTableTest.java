package io.midge.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Links by number against a list that is searched. */
class LinkTableTest {
    private final Tenants tenants = new Tenants(
            "S { exports: [ { service: x } ] }", "A { imports: [ { service: { account: S, subject: x } } ] }");
    private final ServiceImport through =
            tenants.account("A").shares().services().getFirst();

    @AfterEach
    void close() {
        tenants.close();
    }

    private Response response() {
        Account account = tenants.account("S");
        return new Response(account.responses(), new byte[0], account, new byte[0], through, null);
    }

    @Test
    void allThatCameAndDidNotGoAreThereUnderTheirNumbers() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            LinkTable table = new LinkTable();
            List<Response> model = new ArrayList<>();
            int numbers = 1 + random.nextInt(seed % 2 == 0 ? 5 : 5000);
            int most = 1 + random.nextInt(2000);
            for (int i = 0; i < 6000; i++) {
                boolean fills = i / 2000 % 2 == 0;
                if (model.size() < most && random.nextInt(4) < (fills ? 3 : 1)) {
                    Response made = response();
                    made.owed.hash = random.nextInt(numbers);
                    table.add(made.owed);
                    model.add(made);
                } else if (!model.isEmpty()) {
                    table.remove(model.remove(random.nextInt(model.size())).owed);
                }
                if (table.size() != model.size() || i % 100 == 0) {
                    assertThat(table.size()).isEqualTo(model.size());
                    compare(table, model, numbers);
                }
            }
        }
    }

    private static void compare(LinkTable table, List<Response> model, int numbers) {
        List<Response> all = new ArrayList<>();
        table.collect(all, Integer.MAX_VALUE);
        assertThat(all).containsExactlyInAnyOrderElementsOf(model);
        List<Response> some = new ArrayList<>();
        table.collect(some, 7);
        assertThat(some).hasSize(Math.min(7, model.size())).isSubsetOf(model);
        for (int number = 0; number < numbers; number += 1 + numbers / 20) {
            long wanted = number;
            List<Response> same =
                    model.stream().filter(each -> each.owed.hash == wanted).toList();
            List<Response> found = new ArrayList<>();
            table.each(wanted, found::add);
            assertThat(found).containsExactlyInAnyOrderElementsOf(same);
            if (same.isEmpty()) {
                assertThat(table.get(wanted)).isNull();
            } else {
                assertThat(same).contains(Objects.requireNonNull(table.get(wanted)));
            }
        }
    }
}
