using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What the expressions of a place may name.</summary>
[Flags]
internal enum Names
{
    None = 0,
    Inputs = 1,
    Vars = 2,
    Steps = 4,
    Run = 8,
    Env = 16,
    Result = 32,
    Targets = 64,

    /// <summary>Evaluated before the run exists: a var that is used may need nothing that is not allowed here itself.</summary>
    Early = 128,

    /// <summary>What says which hosts there are, and when work may be done.</summary>
    ForTargets = Inputs | Vars | Env | Early,

    /// <summary>What the planner knows: the shape of a run is settled before it has a name.</summary>
    ForPlanning = ForTargets | Targets,

    /// <summary>What a var may be made of.</summary>
    ForVars = Inputs | Vars | Env | Run | Targets,

    /// <summary>What a step may name.</summary>
    ForSteps = ForVars | Steps,
}

/// <summary>A template that holds expressions, and the place it stands at.</summary>
/// <param name="Node">What the author wrote.</param>
/// <param name="Template">As the executor gets it.</param>
/// <param name="Step">The step it belongs to; null in the head.</param>
/// <param name="What">The setting, for messages.</param>
/// <param name="Allowed">What it may name.</param>
/// <param name="TakesSecret">Whether what it yields may be secret.</param>
/// <param name="Var">For a var: its name.</param>
internal sealed record TemplateUse(
    YamlScalar Node, Template Template, StepNode? Step, string What, Names Allowed, bool TakesSecret = false, string? Var = null);

/// <summary>The place that templates are read for.</summary>
internal sealed record TemplatePlace(StepNode? Step, string What, Names Allowed, bool TakesSecret = false, string? Var = null)
{
    /// <summary>A template for this place; noted for the checks when it holds an expression.</summary>
    public Template Note(Reading reading, YamlScalar node, TemplateKind kind)
    {
        var template = new Template(node.Text, kind, reading.Span(node));
        if (kind == TemplateKind.Expression || TemplateParser.HasBraces(node.Text))
            reading.Uses.Add(new(node, template, Step, What, Allowed, TakesSecret, Var));
        return template;
    }
}
