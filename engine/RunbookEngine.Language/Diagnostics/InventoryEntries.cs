namespace RunbookEngine.Language;

/// <summary>Mistakes of inventories, and what keeps a runbook from being planned with one.</summary>
internal static class InventoryEntries
{
    private const string Head = "apiVersion: inventory/v1\n";

    public static DiagnosticEntry[] All =>
    [
        new(
            Codes.InventoryUnreadable, "The inventory cannot be read",
            "The file is not there, is a folder, or may not be read. It is named by `--inventory FILE`, else by `RUNBOOK_INVENTORY`, else it is `inventory.yaml` in the folder you are in."),
        new(
            Codes.NoInventory, "This is not an inventory", "An inventory says which hosts there are; a runbook says what is done.",
            "apiVersion: runbook/v1\nhosts: { cp1: {} }\n", Head + "hosts: { cp1: {} }\n"),
        new(
            Codes.DynamicInventory, "The inventory is a program",
            "An inventory is data and is never executed, so that reading one does nothing. Keep what the program says in a file: `ansible-inventory -i FILE --list --yaml --output inventory.yaml`.",
            "#!/usr/bin/env python3\nprint('{}')\n", Head + "hosts: { cp1: {} }\n"),
        new(
            Codes.UnknownHost, "A group names a host that is not there", "Every host of a group stands under `hosts:`, if only as `w1: {}`, so that a wrong letter does not make a new host.",
            Head + "hosts: { w1: {} }\ngroups: { workers: [w1, w2] }\n", Head + "hosts: { w1: {}, w2: {} }\ngroups: { workers: [w1, w2] }\n"),
        new(
            Codes.UnknownGroup, "A group names a group that is not there", "`groups:` under a group lists other groups of the same inventory.",
            Head + "hosts: { w1: {} }\ngroups: { workers: [w1], nodes: { groups: [wokers] } }\n", Head + "hosts: { w1: {} }\ngroups: { workers: [w1], nodes: { groups: [workers] } }\n"),
        new(
            Codes.HostTwice, "A host is here twice", "Each host has one entry; a range may hold a name that stands by itself, too.",
            Head + "hosts:\n  w[1:3]: {}\n  w2: {}\n", Head + "hosts:\n  w[1:3]: {}\n"),
        new(
            Codes.BadRange, "This is no range of hosts, or there are too many", "An inventory has at most 10,000 hosts and 2,000 groups. A range goes upwards: `w[1:16]`, `w[01:16]`, `w[a:f]`, `w[1:9:2]`. A range of addresses is as long as that of the names.",
            Head + "hosts:\n  w[9:1]: {}\n", Head + "hosts:\n  w[1:9]: {}\n"),
        new(
            Codes.SecretInInventory, "A secret stands in the inventory", "Inventories are kept in repositories, and what they say of a host is in the journal. Hosts are logged in to with keys; other secrets are inputs of a runbook.",
            Head + "hosts: { w1: { vars: { db_password: x } } }\n", Head + "hosts: { w1: { identity-file: ~/.ssh/id_ed25519 } }\n"),
        new(
            Codes.GroupCycle, "A group holds itself", "The path shows how.",
            Head + "hosts: { w1: {} }\ngroups: { a: { groups: [b] }, b: { groups: [a] } }\n", Head + "hosts: { w1: {} }\ngroups: { a: { groups: [b] }, b: [w1] }\n"),
        new(
            Codes.JumpCycle, "A host is reached through itself", "The path shows who is reached through whom. The first host on a way needs none: `proxy-jump: none`.",
            Head + "hosts: { a: { proxy-jump: b }, b: { proxy-jump: a } }\n", Head + "hosts: { a: { proxy-jump: b }, b: { proxy-jump: none } }\n"),
        new(
            Codes.GroupsDisagree, "Two groups disagree on a host", "A warning: both say something else of the same host, and neither group is inside the other. The host itself has the last word.",
            Head + "hosts: { w1: {} }\ngroups:\n  a: { hosts: [w1], vars: { rack: a } }\n  b: { hosts: [w1], vars: { rack: b } }\n",
            Head + "hosts: { w1: { vars: { rack: a } } }\ngroups:\n  a: { hosts: [w1], vars: { rack: a } }\n  b: { hosts: [w1], vars: { rack: b } }\n"),
        new(
            Codes.NotUnderstood, "A part of an Ansible inventory is not understood", "A warning: the common part of Ansible's inventories is read; the rest is named and passed over.",
            "[workers]\nw1 ansible_connection=local\n", "[workers]\nw1 ansible_host=10.0.0.21\n"),
        new(
            Codes.NoPlan, "The runbook cannot be planned with what is given",
            "The runbook is right by itself, but not with these inputs and this inventory: a group or host that it names is not there, or `batches`, `max-failures`, `order` or `window` come out as something that they cannot be."),
    ];
}
