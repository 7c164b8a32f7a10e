using RunbookEngine.Model;

namespace RunbookEngine.Handlers;

/// <summary>Writes what a step puts out as it reads in the definition: <c>OutputMap.Of(("size", size), …)</c>.</summary>
internal static class OutputMap
{
    public static Value.Map Of(params ReadOnlySpan<(string Name, Value Value)> outputs)
    {
        var entries = new KeyValuePair<string, Value>[outputs.Length];
        for (var i = 0; i < outputs.Length; i++)
            entries[i] = new(outputs[i].Name, outputs[i].Value);
        return new([.. entries]);
    }

    public static Value Text(string? text) => text is null ? Value.None : new Value.Text(text);

    public static Value Integer(long? number) => number is { } n ? new Value.Integer(n) : Value.None;

    public static Value Flag(bool on) => new Value.Flag(on);
}
