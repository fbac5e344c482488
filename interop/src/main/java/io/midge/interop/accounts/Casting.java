package io.midge.interop.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Which kind of case a seed is. */
final class Casting {
    private record Family(String name, int share, Consumer<Scene> writer) {}

    private static final List<Family> FAMILIES = List.of(
            new Family("streams", 16, Streams::simple),
            new Family("stream-chains", 6, Streams::chain),
            new Family("stream-queues", 5, Streams::queues),
            new Family("services", 16, Services::simple),
            new Family("service-chains", 6, Services::chain),
            new Family("service-guarded", 4, Services::guarded),
            new Family("service-overlaps", 5, Services::overlapping),
            new Family("service-strangers", 4, Services::strangers),
            new Family("stream-rights", 8, Rights::streams),
            new Family("service-rights", 8, Rights::services),
            new Family("default-permissions", 1, Rights::defaults),
            new Family("max-connections", 1, Limits::connections),
            new Family("max-subscriptions", 2, Limits::subscriptions),
            new Family("max-payload", 1, Limits::payload),
            new Family("mappings", 8, Mappings::ofAccount),
            new Family("lost", 1, Mappings::lost),
            new Family("global-mappings", 4, Mappings::global),
            new Family("mapped-services", 6, Mappings::services),
            new Family("mapped-streams", 5, Mappings::streams),
            new Family("credentials", 3, Entrance::credentials),
            new Family("no-auth-user", 2, Entrance::anonymous),
            new Family("second-connect", 2, Entrance::again),
            new Family("system-account", 2, SystemAccount::isolation),
            new Family("user-info", 2, SystemAccount::whoAmI));

    private static final List<Family> BY_SEED = bySeed();

    private Casting() {}

    static AccountCase of(long seed) {
        Family family = BY_SEED.get((int) (seed % BY_SEED.size()));
        Scene scene = new Scene(seed);
        family.writer.accept(scene);
        return scene.finish(family.name);
    }

    private static List<Family> bySeed() {
        List<Family> all = new ArrayList<>();
        FAMILIES.forEach(family -> {
            for (int i = 0; i < family.share; i++) {
                all.add(family);
            }
        });
        return List.copyOf(all);
    }
}
