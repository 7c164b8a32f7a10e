using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Functions of numbers.</summary>
internal static class NumberFunctions
{
    public static Function[] All { get; } =
    [
        Rounding("math.abs", Math.Abs),
        Rounding("math.ceil", Math.Ceiling),
        Rounding("math.floor", Math.Floor),
        Rounding("math.round", static n => Math.Round(n, MidpointRounding.AwayFromZero)),
        Calculating("math.plus", BinaryOperator.Add),
        Calculating("math.minus", BinaryOperator.Subtract),
        Calculating("math.times", BinaryOperator.Multiply),
        Calculating("math.divided_by", BinaryOperator.Divide),
        Calculating("math.modulo", BinaryOperator.Modulo),
    ];

    private static Function Rounding(string name, Func<double, double> body) =>
        new(name, 1, 1, $"inputs.count | {name}", (a, _) => a[0] switch
        {
            Value.Integer { Number: not long.MinValue } integer => new Value.Integer(name == "math.abs" ? Math.Abs(integer.Number) : integer.Number),
            Value.Real real => Rounded(name, body(real.Number)),
            var other => throw Take.Wrong("a number", other),
        });

    private static Value Rounded(string name, double number) =>
        name != "math.abs" && Math.Abs(number) < 9e15 ? new Value.Integer((long)number) : new Value.Real(number);

    private static Function Calculating(string name, BinaryOperator op) =>
        new(name, 2, 2, $"inputs.count | {name} 2", (a, w) => Arithmetic.Calculate(op, a[0], a[1], w));
}
