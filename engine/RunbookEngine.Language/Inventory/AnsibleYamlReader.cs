using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads the common part of Ansible's YAML inventories: groups with <c>hosts</c>, <c>children</c> and <c>vars</c>.</summary>
internal sealed class AnsibleYamlReader(InventoryReading reading)
{
    private readonly InventoryDraft _draft = new(isAnsible: true);
    private readonly AnsibleVars _vars = new(reading);

    public InventoryDraft Read(YamlMapping head)
    {
        foreach (var entry in head.Entries)
            Group(entry);
        return _draft;
    }

    /// <summary>The depth is bounded by that of the YAML.</summary>
    private void Group(YamlEntry entry)
    {
        if (!Words.IsHostName(entry.Name))
        {
            reading.Error(Codes.BadName, $"`{Shown.Word(entry.Name)}` cannot name a group", entry.Key, "use letters, digits, `-`, `_` and `.`");
            return;
        }

        var group = entry.Name == InventoryWords.All ? null : _draft.Group(entry.Name, reading.Span(entry.Key));
        if (entry.Value is YamlScalar { IsNull: true })
            return;
        if (entry.Value is not YamlMapping map)
        {
            reading.Wrong(entry.Value, entry.Name, "a map with `hosts`, `children` or `vars`");
            return;
        }

        foreach (var part in map.Entries)
            Part(group, part);
    }

    private void Part(GroupDraft? group, YamlEntry part)
    {
        if (part.Name is not ("hosts" or "children" or "vars"))
        {
            reading.NotUnderstood($"group {part.Name}", $"a group has no `{Shown.Word(part.Name)}`, and it is passed over", reading.Span(part.Key), "a group has `hosts`, `children` and `vars`");
            return;
        }

        if (part.Value is YamlScalar { IsNull: true })
            return;
        if (part.Value is not YamlMapping map)
        {
            reading.Wrong(part.Value, part.Name, "a map", part.Name == "hosts" ? "write each host as a key: `cp1:`" : null);
            return;
        }

        foreach (var entry in map.Entries)
        {
            if (part.Name == "hosts")
                Hosts(group, entry);
            else if (part.Name == "vars")
                _vars.Take(group?.Settings ?? _draft.Defaults, entry.Name, Tree(entry.Value), reading.Span(entry.Key));
            else
                Child(group, entry);
        }
    }

    private void Child(GroupDraft? group, YamlEntry entry)
    {
        group?.Groups.Add((entry.Name, reading.Span(entry.Key)));
        Group(entry);
    }

    private void Hosts(GroupDraft? group, YamlEntry entry)
    {
        var span = reading.Span(entry.Key);
        foreach (var name in reading.Names(entry.Name, span))
        {
            if (AnsibleHosts.Add(reading, _draft, name, span) is not { } host)
                continue;
            group?.Hosts.Add((name, span));
            foreach (var setting in (entry.Value as YamlMapping)?.Entries ?? [])
                _vars.Take(host.Settings, setting.Name, Tree(setting.Value), reading.Span(setting.Key));
        }

        if (entry.Value is not (YamlMapping or YamlScalar { IsNull: true }))
            reading.Wrong(entry.Value, entry.Name, "a map of variables");
    }

    private static Value Tree(YamlNode node) => node switch
    {
        YamlSequence list => new Value.List([.. list.Items.Select(Tree)]),
        YamlMapping map => new Value.Map([.. map.Entries.Select(static e => new KeyValuePair<string, Value>(e.Name, Tree(e.Value)))]),
        _ => Scalars.Plain((YamlScalar)node),
    };
}
