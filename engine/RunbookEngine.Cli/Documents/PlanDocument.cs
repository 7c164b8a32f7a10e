using System.Text.Json;
using RunbookEngine.Cli.Planning;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Documents;

/// <summary>A plan as JSON.</summary>
internal static class PlanDocument
{
    public static void Write(Utf8JsonWriter writer, Plan plan, IReadOnlyList<PlannedStep> steps, Value.Map inputs)
    {
        writer.WriteString("name", plan.Runbook.Name);
        writer.WriteText("description", plan.Runbook.Description);
        writer.WriteString("hash", plan.Runbook.Hash);
        writer.WritePropertyName("inputs");
        ValueJson.Write(writer, inputs);
        writer.WriteObjects("steps", steps, s => WriteStep(writer, s));
    }

    private static void WriteStep(Utf8JsonWriter writer, PlannedStep planned)
    {
        var (node, step) = (planned.Node, planned.Node.Step);
        writer.WriteString("step", node.Path.Value);
        writer.WriteText("name", step.Name);
        writer.WriteString("section", JsonDocuments.Word(node.Section));
        writer.WriteString("does", StepWords.Verb(step));
        writer.WriteText("parent", node.Parent?.Value);
        writer.WriteText("undoes", node.Undoes?.Value);
        if (node.On is { Kind: TemplateKind.Literal } host)
            writer.WriteString("target", host.Content);
        if (node.Lane is { } lane)
        {
            writer.WriteString("lane", lane.Path.Value);
            writer.WriteNumber("batch", lane.Batch + 1);
        }

        if (node.FanOut is { } fanOut)
            WriteFanOut(writer, fanOut);
        writer.WriteStartArray("depends_on");
        foreach (var path in node.DependsOn)
            writer.WriteStringValue(path.Value);
        writer.WriteEndArray();
        writer.WriteText("if", step.If?.Content);
        writer.WriteBoolean("can_be_undone", !step.Undo.IsEmpty);
        if (!planned.Arguments.IsEmpty)
            WriteArguments(writer, planned);
        if (planned.Change is { } change and not ProbeResult.CannotTell)
            writer.WriteBoolean("already_so", change is ProbeResult.Satisfied);
        writer.WriteText("change", (planned.Change as ProbeResult.Needed)?.Change);
        if (planned.Answers is [var answer, ..])
            WriteAnswer(writer, answer);
    }

    private static void WriteAnswer(Utf8JsonWriter writer, StepAnswer answer)
    {
        if (answer.Kind != AnswerKind.CannotTell)
            writer.WriteBoolean("already_so", answer.Kind == AnswerKind.AlreadySo);
        writer.WriteText(answer.Kind == AnswerKind.WouldChange ? "change" : "cannot_tell", answer.Kind == AnswerKind.AlreadySo ? null : answer.Text);
    }

    private static void WriteFanOut(Utf8JsonWriter writer, FanOut fanOut)
    {
        writer.WriteBoolean("hosts_known", fanOut.IsKnown);
        writer.WriteNumber("lanes", fanOut.IsKnown ? fanOut.Lanes : 0);
        writer.WriteNumber("batches", fanOut.IsKnown ? fanOut.Batches.Length : 0);
        writer.WriteNumber("max_failures", fanOut.MaxFailures);
    }

    private static void WriteArguments(Utf8JsonWriter writer, PlannedStep planned)
    {
        writer.WriteStartObject("arguments");
        foreach (var (name, value) in planned.Arguments.Where(static a => a.Value.Value is not null))
        {
            writer.WritePropertyName(name);
            ValueJson.Write(writer, value.Value!);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("known_after");
        foreach (var (name, value) in planned.Arguments.Where(static a => !a.Value.After.IsEmpty))
        {
            writer.WriteStartArray(name);
            foreach (var step in value.After)
                writer.WriteStringValue(step);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
