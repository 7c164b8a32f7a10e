using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads what says how many lanes: numbers, percentages, <c>all</c>. The planner evaluates it.</summary>
internal sealed class ShareReader(Reading reading)
{
    /// <summary><c>batches</c>: one size, or a list of them.</summary>
    public Argument? Batches(YamlEntry entry, StepNode node)
    {
        if (entry.Value is not YamlSequence list)
            return Share(entry.Value, entry.Name, node, least: 1, takesAll: true);
        if (list.Items.Count == 0)
            reading.Error(Codes.Missing, "`batches` holds no size", list, "such as `batches: [1, 3, \"25%\"]`; left out, one lane goes at a time");
        return new Argument.Sequence([.. list.Items.Select(i => Share(i, entry.Name, node, least: 1, takesAll: true)).OfType<Argument>()], reading.Span(list));
    }

    /// <summary><c>max-failures</c>.</summary>
    public Argument? MaxFailures(YamlEntry entry, StepNode node) => Share(entry.Value, entry.Name, node, least: 0, takesAll: false);

    /// <summary><c>order</c>: a word, or hosts by name.</summary>
    public Argument? Order(YamlEntry entry, StepNode node)
    {
        if (entry.Value is YamlSequence list)
            return new Argument.Sequence([.. list.Items.Select(i => Host(i, node)).OfType<Argument>()], reading.Span(list));
        if (entry.Value is not YamlScalar { IsNull: false } scalar)
        {
            reading.Wrong(entry.Value, "order", "a word, or a list of hosts", "such as `order: name`, or `order: [w3, w1]` for those that go first");
            return null;
        }

        if (TemplateParser.HasBraces(scalar.Text) || Words.Order.Contains(scalar.Text))
            return Leaf(scalar, "order", node);
        reading.Error(
            Codes.BadChoice, $"`order` cannot be `{Shown.Word(scalar.Text)}`", scalar,
            NearestWord.Hint(scalar.Text, Words.Order) ?? "it can be `inventory`, `reverse`, `name`, or a list of hosts that go first: `order: [w3, w1]`");
        return null;
    }

    private Argument? Host(YamlNode item, StepNode node)
    {
        if (item is YamlScalar { IsNull: false } scalar)
            return Leaf(scalar, "order", node);
        reading.Wrong(item, "order", "a list of hosts' names");
        return null;
    }

    private Argument? Share(YamlNode value, string what, StepNode node, int least, bool takesAll)
    {
        if (value is not YamlScalar { IsNull: false } scalar)
        {
            reading.Wrong(value, what, "a number or a percentage", Mend(least, takesAll));
            return null;
        }

        if (TemplateParser.HasBraces(scalar.Text) || (takesAll && scalar.Text == "all"))
            return Leaf(scalar, what, node);
        if (int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least)
            return new Argument.Constant(new Value.Integer(number), reading.Span(scalar));
        if (IsPercentage(scalar.Text, least))
            return new Argument.Constant(new Value.Text(scalar.Text), reading.Span(scalar));
        reading.Error(Codes.BadShare, $"`{what}` cannot be `{Shown.Word(scalar.Text)}`", scalar, Mend(least, takesAll));
        return null;
    }

    private Argument Leaf(YamlScalar scalar, string what, StepNode node) => TemplateParser.HasBraces(scalar.Text)
        ? new Argument.Expression(new TemplatePlace(node, what, Names.ForPlanning).Note(reading, scalar, TemplateKind.Text))
        : new Argument.Constant(new Value.Text(scalar.Text), reading.Span(scalar));

    private static bool IsPercentage(string text, int least) =>
        text.EndsWith('%') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) &&
        number <= 100 && (number > 0 || least == 0);

    private static string Mend(int least, bool takesAll) => takesAll
        ? $"write a number from {least} on, a percentage such as `25%`, `all`, or a list of these"
        : "write a number from 0 on, or a percentage such as `10%`";
}
