namespace RunbookEngine.Cli.Text;

/// <summary>Colours, or none: a pipe, <c>--no-color</c> and <c>NO_COLOR</c> get the bare text.</summary>
internal sealed class Ink(bool colours)
{
    /// <summary>Whether there are any.</summary>
    public bool Colours { get; } = colours;

    public string Bold(string text) => Wrap("1", text);

    public string Faint(string text) => Wrap("2", text);

    public string Good(string text) => Wrap("32", text);

    public string Bad(string text) => Wrap("1;31", text);

    public string Warn(string text) => Wrap("33", text);

    public string Busy(string text) => Wrap("36", text);

    private string Wrap(string code, string text) => Colours && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
