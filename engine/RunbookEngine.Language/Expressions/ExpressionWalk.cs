using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Evaluates one expression over the names it is given.</summary>
internal sealed class ExpressionWalk(Value.Map scope, Work work)
{
    public Value Evaluate(Expr expression) => Evaluate(expression, lenient: false);

    /// <param name="expression">What to evaluate.</param>
    /// <param name="lenient">Whether a name that is not there is nothing, as on the left of <c>??</c>.</param>
    private Value Evaluate(Expr expression, bool lenient)
    {
        work.Charge(1);
        return expression switch
        {
            Expr.Literal literal => literal.Value,
            Expr.Name name => Open(scope[name.Id] ?? Absent(name.Id, "", lenient)),
            Expr.Member member => Open(Field(Evaluate(member.Target, lenient || member.Lenient), member.Field, member.Target, lenient || member.Lenient)),
            Expr.Index index => Open(At(index, lenient)),
            Expr.Otherwise otherwise => Evaluate(otherwise.Left, lenient: true) is var left and not Value.Nothing ? left : Evaluate(otherwise.Right, lenient),
            Expr.Choice choice => Evaluate(Take.Flag(Evaluate(choice.Condition, lenient: false)) ? choice.Then : choice.Else, lenient),
            Expr.Unary unary => Unary(unary),
            Expr.Binary binary => Binary(binary),
            Expr.ListOf list => ListOf(list),
            Expr.Call call => call.Function.Body(Arguments(call), work),
            _ => throw new InvalidOperationException($"An expression of kind {expression.GetType().Name} is unknown."),
        };
    }

    /// <summary>Reading a secret marks everything that comes out.</summary>
    private Value Open(Value value)
    {
        if (value is not Value.Secret secret)
            return value;
        work.TouchedSecret = true;
        return new Value.Text(secret.Reveal());
    }

    private Value Field(Value target, string field, Expr of, bool lenient)
    {
        if (target is Value.Map map && map[field] is { } value)
            return value;
        if (field == "size" && target is Value.Text or Value.List or Value.Map)
            return new Value.Integer(ObjectFunctions.Size(target, work));
        if (target is Value.Map or Value.Nothing || lenient)
            return Absent(field, Described(of), lenient);
        throw new ExpressionException($"`{Described(of)}` is {Take.Kind(target)} and has no field `{field}`");
    }

    private Value At(Expr.Index index, bool lenient)
    {
        var target = Evaluate(index.Target, lenient);
        var at = Evaluate(index.At, lenient: false);
        if (target is not Value.List list)
            return Field(target, Take.Text(at, work), index.Target, lenient);
        var position = Take.Integer(at);
        if (position < 0)
            position += list.Items.Length;
        if (position >= 0 && position < list.Items.Length)
            return list.Items[(int)position];
        return lenient ? Value.None : throw new ExpressionException($"`{Described(index.Target)}` has {list.Items.Length} items and none at that position");
    }

    private Value Unary(Expr.Unary unary)
    {
        var operand = Evaluate(unary.Operand, lenient: false);
        return unary.Operator == UnaryOperator.Not ? new Value.Flag(!Take.Flag(operand)) : Arithmetic.Negate(operand);
    }

    private Value Binary(Expr.Binary binary)
    {
        var left = Evaluate(binary.Left, lenient: false);
        if (binary.Operator is BinaryOperator.And or BinaryOperator.Or)
        {
            var on = Take.Flag(left);
            return on == (binary.Operator == BinaryOperator.Or) ? new Value.Flag(on) : new Value.Flag(Take.Flag(Evaluate(binary.Right, lenient: false)));
        }

        var right = Evaluate(binary.Right, lenient: false);
        return binary.Operator switch
        {
            BinaryOperator.Equal => new Value.Flag(Comparison.AreEqual(left, right, work)),
            BinaryOperator.NotEqual => new Value.Flag(!Comparison.AreEqual(left, right, work)),
            BinaryOperator.Less => new Value.Flag(Comparison.Order(left, right, work) < 0),
            BinaryOperator.LessOrEqual => new Value.Flag(Comparison.Order(left, right, work) <= 0),
            BinaryOperator.Greater => new Value.Flag(Comparison.Order(left, right, work) > 0),
            BinaryOperator.GreaterOrEqual => new Value.Flag(Comparison.Order(left, right, work) >= 0),
            _ => Arithmetic.Calculate(binary.Operator, left, right, work),
        };
    }

    private Value.List ListOf(Expr.ListOf list)
    {
        work.List(list.Items.Length);
        return new([.. list.Items.Select(i => Evaluate(i, lenient: false))]);
    }

    /// <summary><c>object.default</c> is there for what may be missing.</summary>
    private Value[] Arguments(Expr.Call call)
    {
        var values = new Value[call.Arguments.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Evaluate(call.Arguments[i], lenient: i == 0 && call.Function.Name == "object.default");
        return values;
    }

    private static Value Absent(string name, string of, bool lenient)
    {
        if (lenient)
            return Value.None;
        throw new ExpressionException(of.Length == 0 ? $"`{name}` is not known here" : $"`{of}.{name}` has no value; give it one with `?? \"…\"`");
    }

    private static string Described(Expr expression) => expression switch
    {
        Expr.Name name => name.Id,
        Expr.Member member => $"{Described(member.Target)}.{member.Field}",
        Expr.Index index => $"{Described(index.Target)}[…]",
        _ => "this",
    };
}
