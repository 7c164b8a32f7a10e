using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using RunbookEngine.Model;
using Scriban.Parsing;
using Scriban.Syntax;

namespace RunbookEngine.Language;

/// <summary>
/// Reads one expression with Scriban's parser and keeps only what is harmless. Everything that Scriban can do beyond that (loops, assignments, functions of
/// one's own, includes, ranges) is a problem here, so that evaluation never meets it.
/// </summary>
internal sealed class ExpressionReader
{
    private const int Longest = 4_096;
    private const int Deepest = 100;

    private static readonly LexerOptions s_lexer = new() { Mode = ScriptMode.ScriptOnly };
    private static readonly ParserOptions s_parser = new() { ExpressionDepthLimit = Deepest };

    private readonly int _offset;
    private readonly int _end;
    private readonly ImmutableArray<TemplateProblem>.Builder _problems;
    private int _depth;

    private ExpressionReader(int offset, int end, ImmutableArray<TemplateProblem>.Builder problems)
    {
        _offset = offset;
        _end = end;
        _problems = problems;
    }

    /// <summary>The expression between two offsets of a content, or null; then a problem was added.</summary>
    public static Expr? Read(string content, int start, int end, ImmutableArray<TemplateProblem>.Builder problems)
    {
        var text = content[start..end];
        var reader = new ExpressionReader(start, end, problems);
        if (string.IsNullOrWhiteSpace(text))
        {
            problems.Add(Empty(start, end));
            return null;
        }

        if (text.Length > Longest)
            return reader.Problem(
                Codes.ExpressionForbidden, $"an expression is at most {Longest} characters long", start, end, "name parts of it under `vars:`");
        return reader.Page(text);
    }

    /// <summary>There is nothing between the braces.</summary>
    public static TemplateProblem Empty(int start, int end) =>
        new(Codes.EmptyTemplate, "there is no expression here", start, end, "write a name such as `inputs.version`, or take it out");

    private Expr? Page(string text)
    {
        // A line break would end the expression, and the author's line breaks are YAML's.
        var parser = new Parser(new Lexer(text.Replace('\n', ' ').Replace('\r', ' '), null, s_lexer), s_parser);
        ScriptPage? page;
        try
        {
            page = parser.Run();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException or NullReferenceException)
        {
            // The parser is a guest and its input is hostile: whatever it throws, the text is not an expression.
            return Problem(Codes.ExpressionSyntax, "this is not an expression", _offset, _end, null);
        }

        if (parser.HasErrors || page is null)
            return Syntax(parser.Messages.FirstOrDefault(static m => m.Type == ParserMessageType.Error), text);
        var statements = page.Body!.Statements;
        if (statements.Count == 1 && statements[0] is ScriptExpressionStatement { Expression: { } expression })
            return Convert(expression);
        return statements.FirstOrDefault(static s => s is not ScriptExpressionStatement) is { } statement
            ? Forbidden(statement)
            : Problem(
                Codes.ExpressionForbidden, "one expression is allowed here", _offset + text.Length - text.TrimStart().Length,
                _offset + text.TrimEnd().Length, "write each one in braces of its own");
    }

    private Expr? Syntax(LogMessage? message, string text)
    {
        if (ExpressionWords.OpenQuote(text) is { } quote)
            return Problem(
                Codes.ExpressionSyntax, "a quoted text is not closed", _offset + quote, _offset + quote + 1, $"close it with `{text[quote]}`");
        var at = message?.Span.Start.Offset ?? -1;
        var start = at < 0 ? _offset + text.TrimEnd().Length : _offset + Math.Min(at, text.Length);
        if (start >= _end)
            start = Math.Max(_offset, _offset + text.TrimEnd().Length - 1);
        return Problem(Codes.ExpressionSyntax, ExpressionWords.Sentence(message?.Message), start, start + 1, ExpressionWords.Mend(text));
    }

    private Expr? Convert(ScriptExpression? expression)
    {
        if (expression is null)
            return Problem(Codes.ExpressionSyntax, "the expression ends too early", _offset, _end, null);
        if (_depth >= Deepest)
            return Problem(
                Codes.ExpressionForbidden, "this expression is nested too deeply", Start(expression), End(expression),
                "name parts of it under `vars:`");
        _depth++;
        var converted = Known(expression);
        _depth--;
        return converted;
    }

    private Expr? Known(ScriptExpression expression) => expression switch
    {
        ScriptLiteral literal => Literal(literal),
        ScriptVariableGlobal name => new Expr.Name(name.Name, Start(name), End(name)),
        ScriptNestedExpression nested => Convert(nested.Expression),
        ScriptMemberExpression member => Member(member),
        ScriptIndexerExpression index => Both(index.Target, index.Index) is var (target, at) ? new Expr.Index(target, at, Start(index), End(index)) : null,
        ScriptUnaryExpression unary => Unary(unary),
        ScriptBinaryExpression binary => Binary(binary),
        ScriptConditionalExpression choice => Choice(choice),
        ScriptArrayInitializerExpression list => All(list.Values) is { } items ? new Expr.ListOf(items, Start(list), End(list)) : null,
        ScriptFunctionCall call => Call(call.Target, null, call.Arguments, call),
        ScriptPipeCall pipe => Convert(pipe.From) is { } from ? Pipe(from, pipe.To) : null,
        _ => Forbidden(expression),
    };

    private Expr? Literal(ScriptLiteral literal) => literal.Value switch
    {
        null => new Expr.Literal(Value.None, Start(literal), End(literal)),
        string text => new Expr.Literal(new Value.Text(text), Start(literal), End(literal)),
        bool on => new Expr.Literal(new Value.Flag(on), Start(literal), End(literal)),
        double or float or decimal => new Expr.Literal(
            new Value.Real(System.Convert.ToDouble(literal.Value, CultureInfo.InvariantCulture)), Start(literal), End(literal)),
        int or long => new Expr.Literal(
            new Value.Integer(System.Convert.ToInt64(literal.Value, CultureInfo.InvariantCulture)), Start(literal), End(literal)),
        BigInteger => Problem(
            Codes.ExpressionForbidden, "this number is too large", Start(literal), End(literal), "whole numbers go up to 9223372036854775807"),
        _ => Forbidden(literal),
    };

    private Expr? Member(ScriptMemberExpression member)
    {
        if (Convert(member.Target) is not { } target)
            return null;
        if (member.Member is not ScriptVariableGlobal field)
            return Forbidden(member);
        return new Expr.Member(target, field.Name, member.DotToken?.Value == "?.", Start(field), Start(member), End(member));
    }

    private Expr? Unary(ScriptUnaryExpression unary)
    {
        UnaryOperator? known = unary.Operator switch
        {
            ScriptUnaryOperator.Not => UnaryOperator.Not,
            ScriptUnaryOperator.Negate => UnaryOperator.Negate,
            _ => null,
        };
        if (known is not { } op)
            return Forbidden(unary);
        return Convert(unary.Right) is { } operand ? new Expr.Unary(op, operand, Start(unary), End(unary)) : null;
    }

    private Expr? Binary(ScriptBinaryExpression binary)
    {
        if (binary.Operator == ScriptBinaryOperator.EmptyCoalescing)
            return Both(binary.Left, binary.Right) is var (value, otherwise) ? new Expr.Otherwise(value, otherwise, Start(binary), End(binary)) : null;
        if (ExpressionWords.Operator(binary.Operator) is not { } op)
            return Problem(
                Codes.ExpressionForbidden, $"the operator `{binary.OperatorAsText}` is not taken", Start(binary), End(binary),
                ExpressionWords.OperatorsMend(binary.Operator));
        return Both(binary.Left, binary.Right) is var (left, right) ? new Expr.Binary(op, left, right, Start(binary), End(binary)) : null;
    }

    private Expr.Choice? Choice(ScriptConditionalExpression choice) =>
        Convert(choice.Condition) is { } condition && Both(choice.ThenValue, choice.ElseValue) is var (then, otherwise)
            ? new Expr.Choice(condition, then, otherwise, Start(choice), End(choice))
            : null;

    /// <summary><c>a | f | g</c> comes as <c>a | (f | g)</c>.</summary>
    private Expr? Pipe(Expr from, ScriptExpression? to) => to switch
    {
        null => Convert(to),
        ScriptPipeCall pipe => Pipe(from, pipe.From) is { } first ? Pipe(first, pipe.To) : null,
        ScriptFunctionCall call => Call(call.Target, from, call.Arguments, call),
        _ => Call(to, from, null, to),
    };

    private Expr? Call(ScriptExpression? target, Expr? first, ScriptList<ScriptExpression>? arguments, ScriptNode node)
    {
        if (target is null)
            return Convert(target);
        var name = Dotted(target);
        if (ExpressionWords.Word(arguments) is { } word)
            return Problem(Codes.ExpressionForbidden, $"`{word.Name}` is no operator", Start(word), End(word), ExpressionWords.OperatorMend);
        if (name is null)
            return Problem(
                Codes.ExpressionForbidden, "an operator is missing here, or this is no function", Start(target), End(target),
                ExpressionWords.OperatorMend);
        if (Functions.Find(name) is not { } function)
            return Problem(
                Codes.UnknownFunction, $"there is no function `{Shown.Word(name)}`", Start(target), End(target),
                ExpressionWords.FunctionMend(name));
        if (All(arguments) is not { } rest)
            return null;
        var all = first is null ? rest : rest.Insert(0, first);
        if (all.Length < function.Least || all.Length > function.Most)
            return Problem(
                Codes.ExpressionForbidden, $"`{name}` takes {function.Takes}, not {all.Length}", Start(target), End(target),
                $"such as `{function.Example}`");
        return new Expr.Call(function, all, first?.Start ?? Start(node), Math.Max(End(target), all.IsEmpty ? 0 : all[^1].End));
    }

    private static string? Dotted(ScriptExpression target) => target switch
    {
        ScriptVariableGlobal name => name.Name,
        ScriptMemberExpression { Target: ScriptVariableGlobal room, Member: ScriptVariableGlobal name } => $"{room.Name}.{name.Name}",
        _ => null,
    };

    private (Expr, Expr)? Both(ScriptExpression? left, ScriptExpression? right) =>
        Convert(left) is { } first && Convert(right) is { } second ? (first, second) : null;

    private ImmutableArray<Expr>? All(ScriptList<ScriptExpression>? expressions)
    {
        var all = ImmutableArray.CreateBuilder<Expr>();
        for (var i = 0; i < (expressions?.Count ?? 0); i++)
        {
            if (Convert(expressions![i]) is not { } converted)
                return null;
            all.Add(converted);
        }

        return all.ToImmutable();
    }

    private Expr? Forbidden(ScriptNode node) =>
        Problem(Codes.ExpressionForbidden, $"{ExpressionWords.Construct(node)} is not taken in an expression", Start(node), End(node),
            node is ScriptAssignExpression ? "compare with `==`" : "an expression names values, compares them and calls functions; leave the rest to a `shell` step");

    private Expr? Problem(string code, string message, int start, int end, string? hint)
    {
        _problems.Add(new(code, message, start, Math.Max(start + 1, Math.Min(end, _end)), hint));
        return null;
    }

    private int Start(ScriptNode node) => Math.Clamp(_offset + node.Span.Start.Offset, _offset, _end);

    private int End(ScriptNode node) => Math.Clamp(_offset + node.Span.End.Offset + 1, _offset, _end);
}
