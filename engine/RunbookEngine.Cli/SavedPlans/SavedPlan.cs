using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Planning;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.SavedPlans;

/// <summary>A plan in a file, with a hash over all that it binds a run to.</summary>
internal sealed class SavedPlan
{
    private const string Version = "saved-plan/v1";

    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonElement _plan;

    private SavedPlan(string hash, JsonElement plan) => (Hash, _plan) = (hash, plan);

    /// <summary>SHA-256 of what it says; what an approval can name.</summary>
    public string Hash { get; }

    /// <summary>The runbook as it was named.</summary>
    public string File => Property("file").GetString()!;

    /// <summary>The inputs that are not secret.</summary>
    public Value.Map Inputs => (Value.Map)ValueJson.Read(Property("inputs"));

    /// <summary>One part of it.</summary>
    public JsonElement Property(string name) => _plan.GetProperty(name);

    /// <summary>What a file would hold now.</summary>
    public static SavedPlan Of(CliSession session, PlanFacts facts)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            writer.WriteStartObject();
            Write(writer, session, facts);
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return new(Sha256.Hex(buffer.WrittenSpan), document.RootElement.Clone());
    }

    /// <summary>Writes it; a file that is there already stays.</summary>
    /// <exception cref="UsageException">There is one.</exception>
    public void WriteTo(CliSession session, string file) =>
        Commands.NewFile.Write(session, file, $"{{\n\"apiVersion\": \"{Version}\",\n\"hash\": \"{Hash}\",\n\"plan\": {_plan.GetRawText()}\n}}\n");

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">It is none, or was changed.</exception>
    public static SavedPlan Read(CliSession session, string file)
    {
        var path = session.Console.FullPath(file);
        if (!System.IO.File.Exists(path))
            throw new UsageException($"there is no plan {file}", "`runbook plan FILE --out PLAN` saves one");
        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            var root = document.RootElement;
            if (root.GetProperty("apiVersion").GetString() is not Version and var other)
                throw new UsageException($"{file} is a `{other}`, and this engine reads `{Version}`", "name what `runbook plan FILE --out PLAN` saved, or use a newer engine");
            var plan = root.GetProperty("plan");
            var hash = Sha256.Hex(JsonMarshal.GetRawUtf8Value(plan));
            return root.GetProperty("hash").GetString() == hash
                ? new(hash, plan.Clone())
                : throw new UsageException($"{file} was changed after it was saved; nothing was started", "save the plan once more with `runbook plan FILE --out PLAN`, and have that one approved");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new UsageException($"{file} is not a saved plan: {e.Message.TrimEnd('.')}", "`runbook plan FILE --out PLAN` saves one");
        }
    }

    private static void Write(Utf8JsonWriter writer, CliSession session, PlanFacts facts)
    {
        var runbook = facts.Plan.Runbook;
        writer.WriteString("made_at", session.Console.Clock.GetUtcNow().UtcDateTime);
        writer.WriteString("made_by", Person.Of(session.Console));
        writer.WriteString("engine_version", EngineWiring.Version);
        writer.WriteString("file", facts.File);
        writer.WriteString("runbook", runbook.Name);
        writer.WriteString("runbook_hash", runbook.Hash);
        writer.WriteObjects("sources", runbook.Sources, s =>
        {
            writer.WriteString("file", s.File);
            writer.WriteString("text", s.Text);
        });
        WriteMap(writer, "inputs", new([.. facts.Inputs.Entries.Where(static i => i.Value is not Value.Secret)]));
        writer.WriteStartArray("secret_inputs");
        foreach (var (name, _) in facts.Inputs.Entries.Where(static i => i.Value is Value.Secret))
            writer.WriteStringValue(name);
        writer.WriteEndArray();
        WriteMap(writer, "environment", facts.Environment);
        WriteMap(writer, "targets", facts.Plan.Targets);
        writer.WriteStartObject("inventory");
        InventoryDocument.Write(writer, facts.Inventory with { File = null });
        writer.WriteEndObject();
        writer.WriteObjects("answers", facts.Answers, a =>
        {
            writer.WriteString("step", a.Step.Value);
            writer.WriteText("target", a.Target);
            writer.WriteString("answer", JsonDocuments.Word(a.Kind));
            writer.WriteText("text", a.Text.Length > 0 ? a.Text : null);
        });
    }

    private static void WriteMap(Utf8JsonWriter writer, string name, Value.Map map)
    {
        writer.WritePropertyName(name);
        ValueJson.Write(writer, map);
    }
}
