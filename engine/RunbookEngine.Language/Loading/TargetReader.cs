using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads <c>targets</c>: names for lists of hosts.</summary>
internal sealed class TargetReader(Reading reading)
{
    private const string Example = "such as `workers: { group: workers }`, `members: { hosts: [cp1, cp2] }` or `blue: { nodes: pool=blue }`";

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
        KeyCheck.Unknown(reading, mapping, Words.Targets, "an entry of `targets`");
        var (group, hosts, nodes) = (mapping.Find("group"), mapping.Find("hosts"), mapping.Find("nodes"));
        if (new[] { group, hosts, nodes }.Count(static e => e is not null) > 1)
            reading.Error(Codes.NotHere, "an entry of `targets` names a group, hosts or nodes, only one of them", (nodes ?? hosts)!.Key, "make two entries of it");
        else if (group is not null)
            return Group(group);
        else if (hosts is not null)
            return Hosts(hosts);
        else if (nodes is not null)
            return Nodes(nodes);
        else if (mapping.Entries.Count == 0)
            reading.Error(Codes.Missing, $"`{entry.Name}` names no hosts", entry.Key, Example);
        return null;
    }

    private TargetSelector.Nodes? Nodes(YamlEntry entry)
    {
        if (entry.Value is YamlScalar { IsNull: false } scalar)
        {
            if (!TemplateParser.HasBraces(scalar.Text) && !LabelSelector.TryParse(scalar.Text, out _, out var error))
                reading.Error(Codes.WrongType, error, scalar, "write it as for `kubectl get nodes -l`, in quotes: `nodes: \"!node-role.kubernetes.io/control-plane\"`");
            return new(Leaf("nodes", scalar));
        }

        reading.Wrong(entry.Value, "nodes", "a selector of labels", "such as `nodes: \"pool=blue\"`; a selector that begins with `!` stands in quotes");
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
