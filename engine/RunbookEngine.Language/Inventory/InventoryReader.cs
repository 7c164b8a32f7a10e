using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads our own inventories.</summary>
internal sealed class InventoryReader(InventoryReading reading)
{
    private readonly InventoryDraft _draft = new(isAnsible: false);
    private readonly HostReader _hosts = new(reading);

    public InventoryDraft Read(YamlMapping head)
    {
        ApiVersion(head);
        KeyCheck.Unknown(reading, head, InventoryWords.Head, "an inventory");
        if (head.Find("defaults") is { } defaults)
            _hosts.Read(defaults, InventoryWords.Defaults, "`defaults`", _draft.Defaults);
        if (head.Find("hosts") is { } hosts)
            Hosts(hosts);
        else
            reading.Error(Codes.Missing, "an inventory needs `hosts`", Start(head), "such as `hosts: { cp1: { address: 10.0.0.11 } }`");
        if (head.Find("groups") is { } groups)
            Groups(groups);
        return _draft;
    }

    private void ApiVersion(YamlMapping head)
    {
        if (head.Find("apiVersion") is not { } entry)
            reading.Error(Codes.Missing, "an inventory needs `apiVersion`", Start(head), $"start with `apiVersion: {InventoryWords.ApiVersion}`");
        else if (entry.Value is not YamlScalar { Text: InventoryWords.ApiVersion })
            reading.Error(
                entry.Value is YamlScalar { Text: Words.ApiVersion } ? Codes.NoInventory : Codes.ApiVersion,
                entry.Value is YamlScalar { Text: Words.ApiVersion } ? "this is a runbook, and an inventory is wanted" : "this is no version of inventories that this engine reads",
                entry.Value, $"an inventory starts with `apiVersion: {InventoryWords.ApiVersion}`");
    }

    private void Hosts(YamlEntry entry)
    {
        if (entry.Value is YamlMapping map)
        {
            foreach (var host in map.Entries)
                Host(host.Key, host);
        }
        else if (entry.Value is YamlSequence list)
        {
            foreach (var item in list.Items)
            {
                if (item is YamlScalar { IsNull: false } name)
                    Host(name, null);
                else
                    reading.Wrong(item, "hosts", "names", "with settings it is a map: `hosts: { cp1: { address: 10.0.0.11 } }`");
            }
        }
        else
        {
            reading.Wrong(entry.Value, "hosts", "a map of names to settings", "such as `hosts: { cp1: { address: 10.0.0.11 } }`");
        }
    }

    private void Host(YamlScalar key, YamlEntry? entry)
    {
        var names = reading.Names(key.Text, reading.Span(key));
        var settings = new HostSettings();
        if (entry is { Value: not YamlScalar { IsNull: true } })
            _hosts.Read(entry, InventoryWords.Host, "a host", settings);
        var addresses = Addresses(settings, names.Length);
        for (var i = 0; i < names.Length; i++)
        {
            if (Add(names[i], key) is not { } host)
                continue;
            foreach (var (name, value) in settings.Keys)
                host.Settings.Keys[name] = name == "address" && addresses.Length > 0 ? (addresses[i], value.Span) : value;
            foreach (var (name, value) in settings.Vars)
                host.Settings.Vars[name] = value;
        }
    }

    private HostDraft? Add(string name, YamlScalar key)
    {
        if (name == Words.Local)
            reading.Error(Codes.BadName, "`local` is the engine's own machine", key, "choose another name");
        else if (!Words.IsHostName(name))
            reading.Error(Codes.BadName, $"`{Shown.Word(name)}` cannot name a host", key, "use letters, digits, `-`, `_` and `.`; where it is reached is its `address`");
        else if (_draft.FindHost(name) is { } first)
            reading.Error(Codes.HostTwice, $"the host `{name}` is here twice", key, $"keep one of the two; the first is on line {first.Span.Line}");
        else if (_draft.Hosts.Count >= HostRange.Most)
            reading.Error(Codes.BadRange, $"an inventory has at most {HostRange.Most} hosts", key, "split it into several");
        else
            return _draft.Host(name, reading.Span(key));
        return null;
    }

    /// <summary>A range of names may have a range of addresses, one for each.</summary>
    private ImmutableArray<string> Addresses(HostSettings settings, int count)
    {
        if (!settings.Keys.TryGetValue("address", out var address) || address.Value is not string text || !HostRange.Is(text) || text.StartsWith('['))
            return [];
        var (addresses, problem) = HostRange.Expand(text);
        problem ??= addresses.Length == count ? null : $"it gives {addresses.Length} addresses for {count} {(count == 1 ? "host" : "hosts")}";
        if (problem is null)
            return addresses;
        if (count > 0)
            reading.Bag.Error(Codes.BadRange, $"`{Shown.Word(text)}` cannot be the address: {problem}", address.Span, "such as `w[1:16]: { address: 10.0.0.[21:36] }`");
        return [];
    }

    private void Groups(YamlEntry entry)
    {
        if (entry.Value is not YamlMapping map)
        {
            reading.Wrong(entry.Value, "groups", "a map of names to hosts", "such as `groups: { workers: [w1, w2] }`");
            return;
        }

        foreach (var group in map.Entries)
        {
            if (group.Name == InventoryWords.All)
                reading.Error(Codes.BadName, "the group `all` is there by itself, and holds every host", group.Key, "take it out, or choose another name");
            else if (!Words.IsHostName(group.Name))
                reading.Error(Codes.BadName, $"`{Shown.Word(group.Name)}` cannot name a group", group.Key, "use letters, digits, `-`, `_` and `.`");
            else
                Group(group, _draft.Group(group.Name, reading.Span(group.Key)));
        }
    }

    private void Group(YamlEntry entry, GroupDraft group)
    {
        if (entry.Value is not YamlMapping map)
        {
            Members(entry, group.Hosts);
            return;
        }

        KeyCheck.Unknown(reading, map, InventoryWords.Group, "a group");
        if (map.Find("hosts") is { } hosts)
            Members(hosts, group.Hosts);
        if (map.Find("groups") is { } groups)
            Members(groups, group.Groups);
        if (map.Find("vars") is { } vars)
            _hosts.Vars(vars, group.Settings);
    }

    private void Members(YamlEntry entry, List<(string Name, SourceSpan Span)> members)
    {
        if (entry.Value is YamlScalar { IsNull: true })
            return;
        foreach (var name in Scalars.Texts(reading, entry))
            members.AddRange(reading.Names(name.Text, reading.Span(name)).Select(n => (n, reading.Span(name))));
    }

    private static YamlNode Start(YamlMapping head) => head.Entries.Count > 0 ? head.Entries[0].Key : head;
}
