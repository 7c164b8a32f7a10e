using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>
/// An expression: the part of Scriban's syntax that can neither loop, assign nor reach outside. Offsets count from the start of the template's content.
/// </summary>
internal abstract record Expr(int Start, int End)
{
    public sealed record Literal(Value Value, int Start, int End) : Expr(Start, End);

    public sealed record Name(string Id, int Start, int End) : Expr(Start, End);

    /// <summary><c>a.b</c>, <c>a?.b</c>.</summary>
    public sealed record Member(Expr Target, string Field, bool Lenient, int FieldStart, int Start, int End) : Expr(Start, End);

    /// <summary><c>a[b]</c>.</summary>
    public sealed record Index(Expr Target, Expr At, int Start, int End) : Expr(Start, End);

    public sealed record Unary(UnaryOperator Operator, Expr Operand, int Start, int End) : Expr(Start, End);

    public sealed record Binary(BinaryOperator Operator, Expr Left, Expr Right, int Start, int End) : Expr(Start, End);

    /// <summary><c>a ?? b</c>: b when a is null or not there.</summary>
    public sealed record Otherwise(Expr Left, Expr Right, int Start, int End) : Expr(Start, End);

    /// <summary><c>a ? b : c</c>.</summary>
    public sealed record Choice(Expr Condition, Expr Then, Expr Else, int Start, int End) : Expr(Start, End);

    /// <summary><c>[a, b]</c>.</summary>
    public sealed record ListOf(ImmutableArray<Expr> Items, int Start, int End) : Expr(Start, End);

    /// <summary><c>f a b</c>, <c>a | f b</c>.</summary>
    public sealed record Call(Function Function, ImmutableArray<Expr> Arguments, int Start, int End) : Expr(Start, End);
}

/// <summary>Operators with one operand.</summary>
internal enum UnaryOperator
{
    Not,
    Negate,
}

/// <summary>Operators with two operands.</summary>
internal enum BinaryOperator
{
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    DivideWhole,
    Modulo,
}
