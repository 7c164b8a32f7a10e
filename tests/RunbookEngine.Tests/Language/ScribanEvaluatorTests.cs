using System.Diagnostics;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

public class ScribanEvaluatorTests
{
    private static readonly ScribanEvaluator s_evaluator = new();

    private static readonly Value.Map s_scope = Map(
        ("inputs", Map(
            ("name", new Value.Text("it's")),
            ("count", new Value.Integer(7)),
            ("ratio", new Value.Real(0.5)),
            ("on", new Value.Flag(true)),
            ("none", Value.None),
            ("hosts", new Value.List([Host("cp1", "a"), Host("cp2", "b")])),
            ("list", new Value.List([new Value.Text("a b"), new Value.Text("c")])),
            ("nul", new Value.Text("a\0b")),
            ("token", new Value.Secret("hunter2")))),
        ("steps", Map(("look", Map(("status", new Value.Text("skipped")))))));

    [Theory]
    [InlineData("{{ inputs.count }}", "7")]
    [InlineData("{{ inputs.count + 1 }}", "8")]
    [InlineData("{{ inputs.count / 2 }}", "3.5")]
    [InlineData("{{ inputs.count // 2 }}", "3")]
    [InlineData("{{ -inputs.count }}", "-7")]
    [InlineData("{{ inputs.count * inputs.ratio }}", "3.5")]
    [InlineData("n={{ inputs.count }}", "n=7")]
    [InlineData("{{ inputs.name | string.upcase }}", "IT'S")]
    [InlineData("{{ inputs.name + '!' }}", "it's!")]
    [InlineData("{{ inputs.list | array.join '/' | string.upcase }}", "A B/C")]
    [InlineData("{{ inputs.list[1] }}{{ inputs.list[-1] }}", "cc")]
    [InlineData("{{ inputs['name'] | string.size }}", "4")]
    [InlineData("{{ inputs.list.size }}", "2")]
    [InlineData("{{ inputs.none ?? 'x' }}", "x")]
    [InlineData("{{ steps.look.stdout ?? 'not looked' }}", "not looked")]
    [InlineData("{{ steps.gone.stdout.deep ?? 'gone' }}", "gone")]
    [InlineData("{{ steps.look.stdout | object.default 'd' }}", "d")]
    [InlineData("{{ inputs.on ? 'yes' : 'no' }}", "yes")]
    [InlineData("{{ 'a,b,,c' | string.split ',' | array.size }}", "3")]
    [InlineData("{{ [3, 1, 2] | array.sort | array.last }}", "3")]
    [InlineData("{{ '7' | string.pad_left 3 }}", "  7")]
    [InlineData("{{ 2.5 | math.round }}", "3")]
    [InlineData("{{ inputs.hosts | array.format '{name}=https://{vars.rack}:2380' | array.join ',' }}", "cp1=https://a:2380,cp2=https://b:2380")]
    [InlineData("{{ inputs.list | array.format '<{}>' | array.join '' }}", "<a b><c>")]
    [InlineData("{{ [] | array.format '{name}' | array.size }}", "0")]
    [InlineData("{{ \"}}\" }}", "}}")]
    [InlineData("no braces", "no braces")]
    public void An_expression_yields(string template, string expected) => Assert.Equal(expected, Evaluated(template).ToString());

    [Theory]
    [InlineData("inputs.on && inputs.count > 5", true)]
    [InlineData("!inputs.on || inputs.name == \"it's\"", true)]
    [InlineData("inputs.count == 7.0", true)]
    [InlineData("inputs.name < 'iu'", true)]
    [InlineData("inputs.list | array.contains 'c'", true)]
    [InlineData("steps.look.status != 'succeeded'", true)]
    [InlineData("false && inputs.nope", false)]
    public void A_condition_is_true_or_false(string condition, bool expected) =>
        Assert.Equal(new Value.Flag(expected), Evaluated(condition, TemplateKind.Expression));

    [Fact]
    public void One_expression_alone_keeps_its_type()
    {
        Assert.IsType<Value.Integer>(Evaluated("{{ inputs.count }}"));
        Assert.IsType<Value.List>(Evaluated("{{ inputs.list }}"));
        Assert.IsType<Value.Text>(Evaluated(" {{ inputs.count }}"));
    }

    [Theory]
    [InlineData("{{ inputs.nope }}", "`inputs.nope` has no value; give it one with `?? \"…\"`")]
    [InlineData("{{ nope }}", "`nope` is not known here")]
    [InlineData("{{ inputs.name + inputs.list }}", "a text and a list cannot be calculated with; `string.to_int` makes a number of a text")]
    [InlineData("{{ inputs.count < inputs.name }}", "a number cannot be compared with a text; `string.to_int` makes a number of a text")]
    [InlineData("{{ inputs.hosts | array.format '{nmae}' }}", "the format reads `nmae`, which an item of the list does not have")]
    [InlineData("{{ inputs.hosts | array.format '{name.first}' }}", "the format reads `first` of a text, which has no fields")]
    [InlineData("{{ inputs.hosts | array.format '{name' }}", "a `{` of the format is never closed")]
    [InlineData("{{ inputs.hosts | array.format '{vars}' }}", "a text is needed, and this is a map")]
    [InlineData("{{ 1 / 0 }}", "the expression divides by zero")]
    [InlineData("{{ 9223372036854775807 + 1 }}", "the number would be too large")]
    [InlineData("{{ inputs.name && true }}", "true or false is needed, and this is a text")]
    public void What_cannot_be_evaluated_says_why(string template, string error) => Assert.Equal(error, Evaluate(template).Error);

    [Theory]
    [InlineData("echo {{ inputs.name }}", "echo 'it'\\''s'")]
    [InlineData("echo a{{ inputs.count }}b \"$x\"", "echo a'7'b \"$x\"")]
    [InlineData("echo {{ inputs.list }}", "echo 'a b' 'c'")]
    [InlineData("echo {{ inputs.none }}.", "echo .")]
    [InlineData("echo {{ '' }}", "echo ''")]
    [InlineData("echo {{ inputs.name | raw }}", "echo it's")]
    [InlineData("{{ inputs.count }}", "'7'")]
    public void In_a_script_every_value_is_one_quoted_word(string script, string expected) =>
        Assert.Equal(expected, Evaluated(script, TemplateKind.Script).ToString());

    [Fact]
    public void A_NUL_is_refused_in_a_script() => Assert.Contains(
        "NUL", Evaluate("echo {{ inputs.nul }}", TemplateKind.Script).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ inputs.token }}")]
    [InlineData("Bearer {{ inputs.token }}")]
    [InlineData("{{ inputs.token | string.upcase }}")]
    [InlineData("{{ inputs.token | string.size }}")]
    [InlineData("{{ inputs.token == 'hunter2' }}")]
    [InlineData("{{ inputs.token == 'hunter2' ? 'yes' : 'no' }}")]
    [InlineData("{{ [inputs.token] | array.first }}")]
    public void What_touched_a_secret_is_one(string template) => Assert.IsType<Value.Secret>(Evaluated(template));

    [Fact]
    public void The_items_of_a_list_that_holds_a_secret_are_secret() =>
        Assert.All(((Value.List)Evaluated("{{ [inputs.token, 'x'] }}")).Items, static i => Assert.IsType<Value.Secret>(i));

    [Theory]
    [InlineData("{{ inputs.token | string.to_int }}")]
    [InlineData("{{ inputs.token + inputs.list }}")]
    [InlineData("{{ inputs.token.field }}")]
    [InlineData("{{ inputs.hosts | array.format ('{' + inputs.token + '}') }}")]
    public void An_error_never_holds_a_secret(string template) => Assert.DoesNotContain(
        "hunter2", Evaluate(template).Error, StringComparison.Ordinal);

    public static TheoryData<string> Nasty =>
    [
        "{{ 'a' | string.pad_left 999999999 }}",
        "{{ inputs.half | string.split 'q' | array.format inputs.braces }}",
        "{{ inputs.many | array.format '{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}' | array.join '' }}",
        "{{ 'a' | string.pad_left 1000000 | string.replace 'a' inputs.big }}",
        "{{ inputs.big | string.replace 'x' inputs.big }}",
        "{{ inputs.big | string.split 'x' }}",
        "{{ inputs.big + inputs.big }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 1..1000000000 }}",
        "{{ 9999999999 * 9999999999 * 9999999999 }}",
        "{{ 1 << 1000000 }}",
        "{{ for x in 1..1000000000; x; end }}",
        "{{ while true; end }}",
        "{{ func f; f; end; f }}",
        "{{ include '/etc/passwd' }}",
        "{{ date.now }}",
        "{{ 'aaaaaaaaaaaaaaaaaaaaaaaa!' | regex.match '(a+)+$' }}",
        "{{ object.eval '1+1' }}",
        "{{ " + new string('(', 2_000) + "1" + new string(')', 2_000) + " }}",
        "{{ " + new string('!', 4_000) + "true }}",
        "{{ " + string.Join(" + ", Enumerable.Repeat("inputs.half", 300)) + " }}",
        "{{ " + string.Join(" | ", Enumerable.Repeat("string.append inputs.half", 150)) + " }}",
        "{{ " + string.Join(" ? 1 : ", Enumerable.Repeat("true", 600)) + " }}",
        "{{ " + new string('[', 3_000) + " }}",
        string.Concat(Enumerable.Repeat("{{ inputs.half }}", 1_900)),
        string.Concat(Enumerable.Repeat("{{ 1 }}", 20_000)),
        "{{ " + new string('a', 100_000) + " }}",
        "{{ " + string.Concat(Enumerable.Repeat("a.", 1_900)) + "b }}",
    ];

    [Theory]
    [MemberData(nameof(Nasty))]
    public void Whatever_an_expression_says_it_costs_little(string template)
    {
        var big = new Value.Text(string.Concat(Enumerable.Repeat("xy", 1 << 19)));
        var scope = Map(("inputs", Map(("big", big), ("half", new Value.Text(new string('y', 1 << 19))),
            ("braces", new Value.Text(string.Concat(Enumerable.Repeat("{}", 1 << 17)))), ("many", new Value.List([.. Enumerable.Repeat(new Value.Text("0123456789"), 10_000)])))));
        s_evaluator.Evaluate(new("{{ 1 }}", TemplateKind.Text, SourceSpan.None), scope);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();

        var evaluation = s_evaluator.Evaluate(new(template, TemplateKind.Text, SourceSpan.None), scope);

        Assert.False(evaluation.Succeeded);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    private static Value Evaluated(string template, TemplateKind kind = TemplateKind.Text)
    {
        var evaluation = Evaluate(template, kind);
        Assert.True(evaluation.Succeeded, evaluation.Error);
        return evaluation.Value;
    }

    private static Evaluation Evaluate(string template, TemplateKind kind = TemplateKind.Text) => s_evaluator.Evaluate(new(template, kind, SourceSpan.None), s_scope);

    private static Value.Map Host(string name, string rack) => Map(("name", new Value.Text(name)), ("vars", Map(("rack", new Value.Text(rack)))));

    private static Value.Map Map(params (string Name, Value Value)[] entries) =>
        new([.. entries.Select(static e => new KeyValuePair<string, Value>(e.Name, e.Value))]);
}
