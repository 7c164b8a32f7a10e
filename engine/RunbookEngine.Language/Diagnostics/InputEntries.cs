namespace RunbookEngine.Language;

/// <summary>Mistakes of the inputs that a run is given.</summary>
internal static class InputEntries
{
    public static DiagnosticEntry[] All =>
    [
        new(Codes.InputUnknown, "The runbook has no such input", "A name given by `--input` or in a file of inputs is not declared by the runbook."),
        new(Codes.InputMissing, "An input is needed", "It has no default. Give it by `--input NAME=VALUE`, in a file of inputs, or on the terminal."),
        new(Codes.InputWrong, "An input has the wrong type", "The value given cannot be read as what the runbook declares."),
        new(
            Codes.InputPattern, "An input does not match its pattern",
            "The whole value must match the regular expression that the runbook declares."),
        new(Codes.InputsFile, "The file of inputs cannot be used", "It is YAML or JSON: a map of names to values."),
    ];
}
