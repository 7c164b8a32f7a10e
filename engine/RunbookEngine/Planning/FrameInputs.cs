using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>What an included runbook sees as its inputs.</summary>
internal static class FrameInputs
{
    /// <summary>What is given, and the defaults of the rest.</summary>
    public static Value.Map WithDefaults(Runbook runbook, Value.Map given) =>
        new([.. runbook.Inputs.Select(i => new KeyValuePair<string, Value>(i.Name, Typed(i, given[i.Name] ?? i.Default ?? Value.None)))]);

    private static Value Typed(Input input, Value value) =>
        input.Type == InputType.Secret && value is Value.Text text ? new Value.Secret(text.Content) : value;
}
