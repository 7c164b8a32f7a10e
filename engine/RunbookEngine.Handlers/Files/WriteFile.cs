using System.Security.Cryptography;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary><c>file: { write: PATH, content: TEXT }</c>.</summary>
internal sealed class WriteFile : FileVerb
{
    private const string PathName = "path";
    private const string ContentName = "content";

    public override VerbDefinition Definition { get; } = new()
    {
        Name = "write",
        Summary = "Makes a file hold exactly this text; readers see the old or the new text, never a part.",
        HasSideEffect = true,
        Main = new(PathName, ParameterType.Path, "The file; its folder must be there.", Required: true, Example: "/etc/app/app.conf"),
        Parameters =
        [
            new(ContentName, ParameterType.Text, "The text, as it stands; a secret here is never shown as a diff.", Required: true, AllowsSecret: true,
                Example: "\"port: 8080\\n\""),
            AttributeSettings.ModeParameter("; the old file's, or 0644, when left out"),
            AttributeSettings.OwnerParameter("; not changed when left out"),
        ],
        Outputs = FileOutputs.Definitions,
        Example = """
            - id: config
              file:
                write: /etc/app/app.conf
                content: |
                  port: 8080
                mode: "0640"
            """,
    };

    public override async Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var path = TargetPath.Of(context, PathName);
        var content = context.Arguments.Get(ContentName) ?? new Value.Text("");
        var bytes = Encoding.UTF8.GetBytes(content is Value.Secret secret ? secret.Reveal() : content.ToString());
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var attributes = AttributeSettings.From(context);
        var files = context.Files;

        var facts = await files.StatAsync(path, cancellation);
        if (facts is { Kind: FileKind.Directory or FileKind.Other })
            throw FileFailures.WrongKind(path, facts.Kind, "a file", "name a file, or remove what is there first");
        var same = facts is { Kind: FileKind.File } && facts.Size == bytes.Length && await files.HashAsync(path, cancellation) == hash;
        var change = same
            ? attributes.ChangeFrom(facts!) is { } words ? $"change {path}: {words}" : null
            : content is Value.Secret ? $"write {path} (its text is secret)" : await FileDiff.BetweenAsync(files, path, facts, bytes, cancellation);
        return new(
            change,
            stop => same
                ? files.SetAttributesAsync(path, attributes.Mode, attributes.Owner, stop)
                : files.WriteAsync(path, bytes, attributes.Mode, attributes.Owner, stop),
            _ => Task.FromResult(FileOutputs.Of(path, bytes.Length, content is Value.Secret ? null : hash)));
    }
}
