using System.Text;
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

    /// <summary>Whether what reads as arguments of a function is <c>and</c>, <c>or</c> and the like.</summary>
    public static bool IsWord(ScriptList<ScriptExpression>? arguments)
    {
        for (var i = 0; i < (arguments?.Count ?? 0); i++)
        {
            if (arguments![i] is ScriptVariableGlobal name && s_words.Contains(name.Name))
                return true;
        }

        return false;
    }

    public static string FunctionMend(string name)
    {
        if (s_words.Contains(name))
            return OperatorMend;
        if (NearestWord.Hint(name, Functions.Names) is { } hint)
            return hint;
        return name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 && Functions.Names.Where(n => n.StartsWith(name[..(dot + 1)], StringComparison.Ordinal)).ToArray() is { Length: > 0 } room
            ? $"there are {string.Join(", ", room)}"
            : OperatorMend;
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

    public static string? Mend(string text)
    {
        var quotes = new StringBuilder();
        foreach (var c in text)
        {
            if (c is '"' or '\'' && (quotes.Length == 0 || quotes[0] == c))
                _ = quotes.Length == 0 ? quotes.Append(c) : quotes.Clear();
        }

        if (quotes.Length > 0)
            return "close the quoted text";
        var (open, close) = (text.Count(static c => c == '('), text.Count(static c => c == ')'));
        if (open != close)
            return open > close ? "close the parenthesis" : "open the parenthesis, or remove the closing one";
        return text.Contains(" = ", StringComparison.Ordinal) ? "compare with `==`" : null;
    }
}
