using System.Globalization;
using System.Text;
using System.Xml;
using RunbookEngine.Cli.Pages;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>The XML that CI systems read test results from. Pure.</summary>
internal static class JUnitText
{
    /// <summary>One test suite.</summary>
    /// <param name="name">Of the suite.</param>
    /// <param name="start">When it began.</param>
    /// <param name="cases">The first stands for the whole: the suite took as long.</param>
    public static string Write(string name, DateTimeOffset start, IReadOnlyList<JUnitCase> cases)
    {
        using var text = new Utf8Text();
        using (var writer = XmlWriter.Create(text, new() { Indent = true, NewLineChars = "\n" }))
        {
            writer.WriteStartElement("testsuites");
            Counts(writer, cases);
            writer.WriteStartElement("testsuite");
            Attribute(writer, "name", name);
            Attribute(writer, "timestamp", start.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
            Counts(writer, cases);
            foreach (var test in cases)
                Case(writer, name, test);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        return text + "\n";
    }

    private static void Counts(XmlWriter writer, IReadOnlyList<JUnitCase> cases)
    {
        Attribute(writer, "tests", Invariant($"{cases.Count}"));
        Attribute(writer, "failures", Invariant($"{cases.Count(static c => c.Problem is not null)}"));
        Attribute(writer, "errors", "0");
        if (cases.Count(static c => c.Skipped is not null) is > 0 and var skipped)
            Attribute(writer, "skipped", Invariant($"{skipped}"));
        Attribute(writer, "time", Invariant($"{cases[0].Took.TotalSeconds:0.###}"));
    }

    private static void Case(XmlWriter writer, string suite, JUnitCase test)
    {
        writer.WriteStartElement("testcase");
        Attribute(writer, "classname", $"{suite}.{test.Kind}");
        Attribute(writer, "name", test.Name);
        Attribute(writer, "time", Invariant($"{test.Took.TotalSeconds:0.###}"));
        if (test.Problem is { } problem)
        {
            writer.WriteStartElement("failure");
            Attribute(writer, "message", problem);
            Attribute(writer, "type", test.Code ?? test.Kind);
            writer.WriteString(string.Join('\n', test.Lines.Select(Markup.Plain)));
            writer.WriteEndElement();
        }

        if (test.Skipped is { } skipped)
        {
            writer.WriteStartElement("skipped");
            Attribute(writer, "message", skipped);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void Attribute(XmlWriter writer, string name, string value) => writer.WriteAttributeString(name, Markup.Plain(value));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A writer of strings declares UTF-16 otherwise, which the file is not.</summary>
    private sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
