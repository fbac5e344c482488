package io.midge.interop.accounts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Some accounts and what happens in them.
 *
 * @param name kind and seed
 * @param accounts entries of the block {@code accounts}
 * @param users entries of {@code authorization.users}: users of the global account
 * @param defaults other entries of {@code authorization}
 * @param mappings entries of the top-level block {@code mappings}
 * @param top other lines
 * @param single what a configuration can have but once, and this case needs; cases that need the same never share one
 */
record AccountCase(
        String name,
        List<String> accounts,
        List<String> users,
        List<String> defaults,
        List<String> mappings,
        List<String> top,
        Set<String> single,
        List<Step> steps) {

    /** Whether it can stand in one configuration with these. */
    boolean fits(List<AccountCase> others) {
        Set<String> taken = new HashSet<>();
        others.forEach(each -> taken.addAll(each.single));
        return single.stream().noneMatch(taken::contains);
    }

    static List<String> configuration(List<AccountCase> cases) {
        List<String> lines = new ArrayList<>();
        lines.add("accounts {");
        cases.forEach(each -> lines.addAll(each.accounts));
        lines.add("}");
        if (cases.stream().anyMatch(each -> !each.users.isEmpty())) {
            lines.add("authorization {");
            cases.forEach(each -> lines.addAll(each.defaults));
            lines.add("  users: [");
            cases.forEach(each -> lines.addAll(each.users));
            lines.add("  ]");
            lines.add("}");
        }
        if (cases.stream().anyMatch(each -> !each.mappings.isEmpty())) {
            lines.add("mappings {");
            cases.forEach(each -> lines.addAll(each.mappings));
            lines.add("}");
        }
        cases.forEach(each -> lines.addAll(each.top));
        return lines;
    }

    /** Configuration and script, as a report shows them. */
    String script() {
        StringBuilder text = new StringBuilder();
        configuration(List.of(this)).forEach(line -> text.append(line).append('\n'));
        text.append("---\n");
        steps.forEach(step -> text.append(step).append('\n'));
        return text.toString();
    }
}
