using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Takes an argument of a function in the type it needs, or says that it is another.</summary>
internal static class Take
{
    public static string Text(Value value, Work work) => value switch
    {
        Value.List or Value.Map => throw Wrong("a text", value),
        _ => work.Shown(value),
    };

    public static ImmutableArray<Value> List(Value value) => value is Value.List list ? list.Items : throw Wrong("a list", value);

    public static Value.Map Map(Value value) => value as Value.Map ?? throw Wrong("a map", value);

    public static long Integer(Value value) => value switch
    {
        Value.Integer integer => integer.Number,
        Value.Text text when long.TryParse(text.Content, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Wrong("a whole number", value),
    };

    /// <summary>A position or length within what can exist anyway.</summary>
    public static int Count(Value value) => (int)Math.Clamp(Integer(value), -Work.LongestText - 1, Work.LongestText + 1);

    public static bool Flag(Value value) => value switch
    {
        Value.Flag flag => flag.On,
        Value.Nothing => false,
        _ => throw Wrong("true or false", value),
    };

    public static ExpressionException Wrong(string wanted, Value value) => new($"{wanted} is needed, and this is {Kind(value)}");

    public static string Kind(Value value) => value switch
    {
        Value.Nothing => "nothing",
        Value.Text => "a text",
        Value.Integer or Value.Real => "a number",
        Value.Flag => "true or false",
        Value.List => "a list",
        Value.Map => "a map",
        _ => "a secret",
    };
}
