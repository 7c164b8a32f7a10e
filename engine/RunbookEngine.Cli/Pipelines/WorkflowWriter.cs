using System.Globalization;
using System.Text;
using RunbookEngine.Cli.Text;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>
/// Output that GitHub's runner reads. Whatever is written is text and never a command of the workflow; commands have methods of their own. Lines are passed on when they are whole.
/// </summary>
/// <param name="inner">Where the runner reads.</param>
/// <param name="isJson">Whether what is written is JSON, which must stay what it is.</param>
internal sealed class WorkflowWriter(TextWriter inner, bool isJson) : TextWriter(CultureInfo.InvariantCulture)
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _line = new();

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        lock (_gate)
            Take(value);
    }

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_gate)
        {
            foreach (var c in buffer)
                Take(c);
        }
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");

    /// <inheritdoc/>
    public override void WriteLine() => Write('\n');

    /// <summary>Lines until <see cref="EndGroup"/> are folded under a title.</summary>
    public void Group(string title) => Command("group", [], TerminalText.Line(title));

    /// <summary>Ends the group.</summary>
    public void EndGroup() => Command("endgroup", [], "");

    /// <summary>An annotation.</summary>
    public void Annotate(Annotation annotation)
    {
        var place = annotation.Place;
        // A block ends where the next line begins.
        var end = place.EndColumn <= 1 && place.EndLine > place.Line ? place.EndLine - 1 : place.EndLine;
        Command(
            annotation.Level.ToString().ToLowerInvariant(),
            [
                ("file", TerminalText.Line(place.File)), ("line", Number(place.Line)), ("endLine", Number(end)), ("col", place.Line == end ? Number(place.Column) : null),
                ("title", TerminalText.Line(annotation.Title)),
            ],
            TerminalText.Block(annotation.Message));
    }

    /// <summary>What stands in a line that was not ended.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            if (_line.Length > 0)
                inner.Write(Line());
            inner.Flush();
        }
    }

    private static string? Number(int value) => value > 0 ? value.ToString(CultureInfo.InvariantCulture) : null;

    private void Command(string name, IEnumerable<(string Name, string? Value)> properties, string message)
    {
        var command = WorkflowText.Command(name, properties, message);
        lock (_gate)
        {
            if (_line.Length > 0)
                inner.WriteLine(Line());
            inner.WriteLine(command);
        }
    }

    /// <summary>A carriage return ends a line too, for a reader that thinks so.</summary>
    private void Take(char c)
    {
        if (c is not ('\n' or '\r'))
        {
            _line.Append(c);
            return;
        }

        inner.Write(Line());
        inner.Write(c);
    }

    private string Line()
    {
        var line = isJson ? WorkflowText.HarmlessJson(_line.ToString()) : WorkflowText.Harmless(_line.ToString());
        _line.Clear();
        return line;
    }
}
