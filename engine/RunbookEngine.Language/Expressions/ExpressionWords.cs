using Scriban.Syntax;

namespace RunbookEngine.Language;

/// <summary>What is said about expressions that cannot be taken.</summary>
internal static class ExpressionWords
{
    public const string OperatorMend = "join conditions with `&&` and `||`, negate with `!`, insert values side by side as `{{ a }}{{ b }}`";

    private static readonly string[] s_words = ["and", "or", "not", "in", "is"];

    public static BinaryOperator? Operator(ScriptBinaryOperator op) => op switch
    {
        ScriptBinaryOperator.Or => BinaryOperator.Or,
        ScriptBinaryOperator.And => BinaryOperator.And,
        ScriptBinaryOperator.CompareEqual => BinaryOperator.Equal,
        ScriptBinaryOperator.CompareNotEqual => BinaryOperator.NotEqual,
        ScriptBinaryOperator.CompareLess => BinaryOperator.Less,
        ScriptBinaryOperator.CompareLessOrEqual => BinaryOperator.LessOrEqual,
        ScriptBinaryOperator.CompareGreater => BinaryOperator.Greater,
        ScriptBinaryOperator.CompareGreaterOrEqual => BinaryOperator.GreaterOrEqual,
        ScriptBinaryOperator.Add => BinaryOperator.Add,
        ScriptBinaryOperator.Subtract => BinaryOperator.Subtract,
        ScriptBinaryOperator.Multiply => BinaryOperator.Multiply,
        ScriptBinaryOperator.Divide => BinaryOperator.Divide,
        ScriptBinaryOperator.DivideRound => BinaryOperator.DivideWhole,
        ScriptBinaryOperator.Modulus => BinaryOperator.Modulo,
        _ => null,
    };

    public static string OperatorsMend(ScriptBinaryOperator op) => op is ScriptBinaryOperator.RangeInclude or ScriptBinaryOperator.RangeExclude
        ? "write the list out, such as `[1, 2, 3]`"
        : "calculate with `+`, `-`, `*`, `/`, `//` and `%`";

    /// <summary>The <c>and</c>, <c>or</c> and the like that reads as an argument of a function; null when there is none.</summary>
    public static ScriptVariableGlobal? Word(ScriptList<ScriptExpression>? arguments)
    {
        for (var i = 0; i < (arguments?.Count ?? 0); i++)
        {
            if (arguments![i] is ScriptVariableGlobal name && s_words.Contains(name.Name))
                return name;
        }

        return null;
    }

    public static string FunctionMend(string name)
    {
        if (s_words.Contains(name))
            return OperatorMend;
        if (NearestWord.Hint(name, Functions.Names) is { } hint)
            return hint;
        if (Functions.Names.FirstOrDefault(n => n.EndsWith("." + name, StringComparison.Ordinal)) is { } whole)
            return $"did you mean `{whole}`?";
        return name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 && Functions.Names.Where(n => n.StartsWith(name[..(dot + 1)], StringComparison.Ordinal)).ToArray() is { Length: > 0 } room
            ? $"there are {string.Join(", ", room)}"
            : "functions start with `string.`, `array.`, `math.` or `object.`; values stand side by side as `{{ a }}{{ b }}`";
    }

    /// <summary>The construct, as its author would call it.</summary>
    public static string Construct(ScriptNode node) => node switch
    {
        ScriptAssignExpression => "an assignment",
        ScriptForStatement or ScriptWhileStatement => "a loop",
        ScriptIfStatement or ScriptCaseStatement => "a statement",
        ScriptImportStatement => "`import`",
        ScriptFunction or ScriptAnonymousFunction => "a function of one's own",
        ScriptObjectInitializerExpression => "a map in braces",
        ScriptThisExpression => "`this`",
        ScriptVariableLocal => "a local variable",
        ScriptIncrementDecrementExpression => "`++` or `--`",
        ScriptUnaryExpression unary => $"`{unary.OperatorAsText}`",
        ScriptNamedArgument => "a named argument",
        _ => "this",
    };

    /// <summary>The parser's message as a sentence of ours: its own begin with what it was doing, in its own grammar.</summary>
    public static string Sentence(string? message)
    {
        if (message is null || message.Contains("<eof>", StringComparison.Ordinal) || message.Contains("end of file", StringComparison.Ordinal))
            return "the expression ends too early";
        var tick = message.IndexOf('`', StringComparison.Ordinal);
        var end = tick < 0 ? -1 : message.IndexOf('`', tick + 1);
        return end > tick + 1 ? $"`{Shown.Word(message[(tick + 1)..end])}` makes no sense here" : "the expression makes no sense from here on";
    }

    /// <summary>Where a quoted text starts that does not end.</summary>
    public static int? OpenQuote(string text)
    {
        int? open = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (open is { } at && text[i] == '\\' && text[at] != '`')
                i++;
            else if (open is { } begin)
                open = text[i] == text[begin] ? null : open;
            else if (text[i] is '"' or '\'' or '`')
                open = i;
        }

        return open;
    }

    public static string Mend(string text)
    {
        var (open, close) = (text.Count(static c => c == '('), text.Count(static c => c == ')'));
        if (open != close)
            return open > close ? "close the parenthesis" : "open the parenthesis, or remove the closing one";
        return text.Contains(" = ", StringComparison.Ordinal) ? "compare with `==`" : "write what is missing, or take out what is left over";
    }
}
