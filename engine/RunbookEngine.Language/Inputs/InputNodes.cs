using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Makes values of YAML: texts as they are written, because the input's type says how to read them; the items of lists in YAML's own types.</summary>
internal static class InputNodes
{
    public static Value Value(YamlNode node) => node switch
    {
        YamlScalar { IsNull: true } => Model.Value.None,
        YamlScalar scalar => new Value.Text(scalar.Text),
        YamlSequence list => new Value.List([.. list.Items.Select(Item)]),
        YamlMapping map => new Value.Map([.. map.Entries.Select(static e => new KeyValuePair<string, Value>(e.Name, Item(e.Value)))]),
        _ => throw new InvalidOperationException($"A node of kind {node.GetType().Name} is unknown."),
    };

    private static Value Item(YamlNode node) => node is YamlScalar scalar ? Scalars.Plain(scalar) : Value(node);
}
