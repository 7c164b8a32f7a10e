namespace RunbookEngine.Tests.Proofs;

/// <summary>
/// A runbook of 30 steps with all that can stand between them: a chain, groups side by side and within each other, a limit, a need that points down, an
/// included runbook, undo, and a closing section. Each step appends its name to a file, once and in one write.
/// </summary>
public static class ThirtySteps
{
    private const string Included = """
        apiVersion: runbook/v1
        name: included
        inputs:
          mark: { type: string }
        steps:
          - id: x1
            shell: echo {{ inputs.mark }}1 >> lines
          - id: x2
            shell: echo {{ inputs.mark }}2 >> lines
            undo:
              - shell: echo undo_{{ inputs.mark }}2 >> lines
          - id: x3
            shell: echo {{ inputs.mark }}3 >> lines
        finally:
          - id: xf
            shell: echo {{ inputs.mark }}f >> lines
        """;

    private static readonly string[] s_steps =
    [
        "c1", "c2", "c3", "c4", "c5", "c6", "p1", "p2", "p3", "p4", "p5", "n1", "i1", "i2", "i3", "i4", "n2", "free", "late", "early", "x1", "x2", "x3", "d1",
        "d2", "d3", "d4", "xf", "f1", "f2",
    ];

    /// <summary>Pairs of which the first must be over before the second starts.</summary>
    private static readonly (string Before, string After)[] s_order =
    [
        ("c1", "c2"), ("c2", "c3"), ("c3", "c4"), ("c4", "c5"), ("c5", "c6"),
        ("c6", "p1"), ("c6", "p2"), ("c6", "p3"), ("c6", "p4"), ("c6", "p5"),
        ("p1", "n1"), ("p2", "n1"), ("p3", "n1"), ("p4", "n1"), ("p5", "n1"),
        ("n1", "i1"), ("n1", "i2"), ("n1", "i3"), ("i3", "i4"), ("i1", "n2"), ("i2", "n2"), ("i4", "n2"),
        ("early", "late"), ("c2", "early"), ("n2", "x1"), ("x1", "x2"), ("x2", "x3"), ("x3", "d1"), ("d1", "d2"), ("d2", "d3"), ("d3", "d4"),
        ("d4", "f1"), ("free", "f1"), ("late", "f1"), ("f1", "f2"), ("d4", "xf"),
    ];

    /// <summary>The last that was done is taken back first.</summary>
    private static readonly string[] s_undone = ["undo_x2", "undo_n2", "undo_p2", "undo_c4", "undo_c4_more", "undo_c2"];

    public static ProofFolder WriteTo(ProofFolder folder) => folder.Write("included.yaml", Included).Write("thirty.yaml", $"""
        apiVersion: runbook/v1
        name: thirty-steps
        steps:
        {Step("c1")}
        {Step("c2", undo: ["undo_c2"])}
        {Step("c3")}
        {Step("c4", undo: ["undo_c4", "undo_c4_more"])}
        {Step("c5")}
        {Step("c6")}
          - id: side_by_side
            parallel: true
            steps:
        {Step("p1", 3)}
        {Step("p2", 3, undo: ["undo_p2"])}
        {Step("p3", 3)}
        {Step("p4", 3)}
        {Step("p5", 3)}
          - id: nested
            steps:
        {Step("n1", 3)}
              - id: inner
                parallel: 2
                steps:
        {Step("i1", 5)}
        {Step("i2", 5)}
                  - id: innermost
                    steps:
        {Step("i3", 7)}
        {Step("i4", 7)}
        {Step("n2", 3, undo: ["undo_n2"])}
          - id: included
            runbook: {Braces("include: included.yaml, inputs: { mark: x }")}
        {Step("d1")}
        {Step("d2")}
        {Step("d3")}
        {Step("d4")}
        {Step("free", needs: "")}
        {Step("late", needs: "early")}
        {Step("early", needs: "c2")}
        finally:
        {Step("f1")}
        {Step("f2")}
        """);

    /// <summary>Each line stands once, none is missing, and each stands after those it needs.</summary>
    public static void AssertDone(string[] lines)
    {
        Assert.Equal(s_steps.Order(), lines.Order());
        foreach (var (before, after) in s_order)
            Assert.True(Array.IndexOf(lines, before) < Array.IndexOf(lines, after), $"{after} came before {before}: {string.Join(' ', lines)}");
    }

    /// <summary>The same, and behind it each undo once, in its order.</summary>
    public static void AssertUndone(string[] lines)
    {
        AssertDone(lines[..^s_undone.Length]);
        Assert.Equal(s_undone, lines[^s_undone.Length..]);
    }

    private static string Step(string name, int depth = 1, string? needs = null, string[]? undo = null)
    {
        var indent = new string(' ', depth * 2);
        var step = $"{indent}- id: {name}\n{indent}  shell: echo {name} >> lines";
        if (needs is not null)
            step += $"\n{indent}  needs: [{needs}]";
        if (undo is not null)
            step += $"\n{indent}  undo:" + string.Concat(undo.Select(u => $"\n{indent}    - shell: echo {u} >> lines"));
        return step;
    }

    private static string Braces(string text) => "{ " + text + " }";
}
