using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads <c>targets</c>: names for lists of hosts.</summary>
internal sealed class TargetReader(Reading reading)
{
    private const string Example = "such as `workers: { group: workers }` or `members: { hosts: [cp1, cp2] }`";

    private readonly CommonReader _common = new(reading);

    public ImmutableArray<TargetDefinition> Read(YamlEntry entry)
    {
        if (entry.Value is YamlMapping mapping)
            return [.. mapping.Entries.Select(Target).OfType<TargetDefinition>()];
        if (entry.Value is not YamlScalar { IsNull: true })
            reading.Wrong(entry.Value, "targets", "a map of names to hosts", Example);
        return [];
    }

    private TargetDefinition? Target(YamlEntry entry)
    {
        reading.TargetNames.Add(entry.Name);
        if (!Words.IsSnakeCase(entry.Name))
            reading.Error(Codes.BadName, $"`{Shown.Word(entry.Name)}` cannot name targets: expressions use the name, so it is snake_case", entry.Key,
                Words.Mended(entry.Name, '_') is { } mended ? $"write `{mended}`" : "use small letters, digits and `_`, a letter first");
        return Selector(entry) is { } selector ? new(entry.Name, selector, reading.Span(entry.Key)) : null;
    }

    private TargetSelector? Selector(YamlEntry entry)
    {
        if (entry.Value is YamlScalar { Text: Words.Local })
            return new TargetSelector.Local();
        if (entry.Value is YamlMapping mapping)
            return Selector(entry, mapping);
        reading.Wrong(entry.Value, entry.Name, "a map, or `local`", Mend(entry));
        return null;
    }

    private TargetSelector? Selector(YamlEntry entry, YamlMapping mapping)
    {
        KeyCheck.Unknown(reading, mapping, Words.Targets, "an entry of `targets`", Words.TargetsNotYet);
        var (group, hosts) = (mapping.Find("group"), mapping.Find("hosts"));
        if (group is not null && hosts is not null)
            reading.Error(Codes.NotHere, "an entry of `targets` names a group or hosts, not both", hosts.Key, "make two entries of it");
        else if (group is not null)
            return Group(group);
        else if (hosts is not null)
            return Hosts(hosts);
        else if (mapping.Entries.Count == 0)
            reading.Error(Codes.Missing, $"`{entry.Name}` names no hosts", entry.Key, Example);
        return null;
    }

    private TargetSelector.Group? Group(YamlEntry entry)
    {
        if (entry.Value is YamlScalar { IsNull: false } scalar)
            return new(Leaf("group", scalar));
        reading.Wrong(entry.Value, "group", "the name of a group of the inventory");
        return null;
    }

    private TargetSelector.Hosts? Hosts(YamlEntry entry)
    {
        if (entry.Value is YamlScalar { IsNull: false } scalar)
            return new(Host(scalar));
        if (entry.Value is not YamlSequence list)
        {
            reading.Wrong(entry.Value, "hosts", "a list of hosts' names", "such as `hosts: [cp1, cp2]`");
            return null;
        }

        if (list.Items.Count == 0)
            reading.Error(Codes.Missing, "`hosts` names none", list, "such as `hosts: [cp1, cp2]`");
        foreach (var item in list.Items.Where(static i => i is not YamlScalar { IsNull: false }))
            reading.Wrong(item, "hosts", "names");
        return new(new Argument.Sequence([.. list.Items.OfType<YamlScalar>().Select(Host)], reading.Span(list)));
    }

    private Argument Host(YamlScalar scalar)
    {
        if (!TemplateParser.HasBraces(scalar.Text) && !scalar.IsNull && !Words.IsHostName(scalar.Text))
            _common.HostName(scalar);
        return Leaf("hosts", scalar);
    }

    private Argument Leaf(string what, YamlScalar scalar) => TemplateParser.HasBraces(scalar.Text)
        ? new Argument.Expression(new TemplatePlace(null, what, Names.ForTargets).Note(reading, scalar, TemplateKind.Text))
        : new Argument.Constant(new Value.Text(scalar.Text), reading.Span(scalar));

    private static string Mend(YamlEntry entry) => entry.Value switch
    {
        YamlScalar { IsNull: false } scalar when Words.IsHostName(scalar.Text) =>
            $"write `{{ group: {scalar.Text} }}` for a group of the inventory, `{{ hosts: {scalar.Text} }}` for a host",
        YamlSequence => "write `{ hosts: […] }`",
        _ => Example,
    };
}
