using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Calculates. Whole numbers stay whole and never wrap around.</summary>
internal static class Arithmetic
{
    public static Value Calculate(BinaryOperator op, Value left, Value right, Work work) => (op, left, right) switch
    {
        (_, Value.Integer l, Value.Integer r) => Whole(op, l.Number, r.Number),
        (_, Value.Integer or Value.Real, Value.Integer or Value.Real) => Fraction(op, Number(left), Number(right)),
        (BinaryOperator.Add, Value.List l, Value.List r) => Concat(l, r, work),
        (BinaryOperator.Add, Value.Text, not (Value.List or Value.Map)) or (BinaryOperator.Add, not (Value.List or Value.Map), Value.Text) => Concat(left, right, work),
        _ => throw new ExpressionException($"{Take.Kind(left)} and {Take.Kind(right)} cannot be calculated with; `string.to_int` makes a number of a text"),
    };

    public static Value Negate(Value value) => value switch
    {
        Value.Integer { Number: not long.MinValue } integer => new Value.Integer(-integer.Number),
        Value.Real real => new Value.Real(-real.Number),
        _ => throw Take.Wrong("a number", value),
    };

    private static Value Whole(BinaryOperator op, long left, long right)
    {
        if (right == 0 && op is (BinaryOperator.Divide or BinaryOperator.DivideWhole or BinaryOperator.Modulo))
            throw new ExpressionException("the expression divides by zero");

        try
        {
            return checked(op switch
            {
                BinaryOperator.Add => new Value.Integer(left + right),
                BinaryOperator.Subtract => new Value.Integer(left - right),
                BinaryOperator.Multiply => new Value.Integer(left * right),
                BinaryOperator.Modulo => new Value.Integer(right == -1 ? 0 : left % right),
                BinaryOperator.DivideWhole => new Value.Integer(left / right),
                _ => right != -1 && left % right != 0 ? new Value.Real((double)left / right) : (Value)new Value.Integer(left / right),
            });
        }
        catch (OverflowException)
        {
            throw new ExpressionException("the number would be too large");
        }
    }

    private static Value.Real Fraction(BinaryOperator op, double left, double right)
    {
        var result = op switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Modulo => left % right,
            BinaryOperator.DivideWhole => Math.Floor(left / right),
            _ => left / right,
        };
        return double.IsFinite(result) ? new Value.Real(result) : throw new ExpressionException("the expression divides by zero, or the number would be too large");
    }

    private static double Number(Value value) => value is Value.Integer integer ? integer.Number : ((Value.Real)value).Number;

    private static Value.List Concat(Value.List left, Value.List right, Work work)
    {
        work.List((long)left.Items.Length + right.Items.Length);
        return new([.. left.Items, .. right.Items]);
    }

    private static Value.Text Concat(Value left, Value right, Work work)
    {
        var (first, second) = (work.Shown(left), work.Shown(right));
        work.Text((long)first.Length + second.Length);
        return new(first + second);
    }
}
