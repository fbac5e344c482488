package io.midge.options;

import java.util.Map;
import java.util.TreeMap;

/** What a server refuses to start with of its JetStream domains by account. */
final class DefaultDomainCheck {
    private DefaultDomainCheck() {}

    static void check(SecurityOptions security) {
        Map<String, String> domains = new TreeMap<>(security.defaultJsDomain());
        String system = security.systemAccount().isEmpty() ? ClusterOptions.SYSTEM_ACCOUNT : security.systemAccount();
        domains.forEach((account, domain) -> {
            if (security.operators().isEmpty()) {
                local(security, account, domain);
            } else if (!LeafNodeCheck.isAccountKey(account)) {
                throw BlockCheck.refused("default_js_domain contains account name " + GoWords.quoted(account)
                        + ", which is not a valid public account nkey");
            }
        });
        domains.forEach((account, domain) -> {
            if (account.equals(system)) {
                throw BlockCheck.refused(
                        "system account " + GoWords.quoted(account) + " can not be in default_js_domain");
            }
            if (!domain.isEmpty() && !SubjectCheck.isValid("$JS." + domain + ".API.>")) {
                throw BlockCheck.refused("default_js_domain contains account " + GoWords.quoted(account)
                        + " with invalid domain name " + GoWords.quoted(domain));
            }
        });
    }

    /** An account of this server, and one without JetStream of its own if it has a domain. */
    private static void local(SecurityOptions security, String name, String domain) {
        if (name.equals(RemoteLeafOptions.DEFAULT_ACCOUNT)) {
            return;
        }
        AccountOptions account = security.accounts().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        BlockCheck.refused("in non operator mode, `default_js_domain` references non existing account "
                                + GoWords.quoted(name)));
        if (account.jetStream() != null && !domain.isEmpty()) {
            throw BlockCheck.refused(
                    "default_js_domain contains account name " + GoWords.quoted(name) + " with enabled JetStream");
        }
    }
}
