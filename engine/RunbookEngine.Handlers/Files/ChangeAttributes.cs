using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary>What <c>chmod</c> and <c>chown</c> have in common.</summary>
internal abstract class ChangeAttributes : FileVerb
{
    protected static ParameterDefinition PathParameter { get; } =
        new("path", ParameterType.Path, "The file or folder; it alone, not what it holds.", Required: true, Example: "/etc/app/app.conf");

    public override async Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var path = TargetPath.Of(context, PathParameter.Name);
        var asked = AttributeSettings.From(context);
        var facts = await context.Files.StatAsync(path, cancellation) ?? throw FileFailures.NotFound(path);
        if (facts.Kind == FileKind.Link)
            throw FileFailures.WrongKind(path, facts.Kind, "a file or folder", "name what it leads to; `readlink -f` tells");
        return new(
            asked.ChangeFrom(facts) is { } words ? $"change {path}: {words}" : null,
            stop => context.Files.SetAttributesAsync(path, asked.Mode, asked.Owner, stop),
            _ => Task.FromResult(OutputMap.Of(("path", OutputMap.Text(path)))));
    }
}

/// <summary><c>file: { chmod: PATH, mode: "0640" }</c>.</summary>
internal sealed class ChangeMode : ChangeAttributes
{
    public override VerbDefinition Definition { get; } = new()
    {
        Name = "chmod",
        Summary = "Makes sure that a file or folder has these permission bits.",
        HasSideEffect = true,
        Main = PathParameter,
        Parameters = [AttributeSettings.ModeParameter("", required: true)],
        Outputs = [FileOutputs.PathDefinition],
        Example = """
            - id: private
              file: { chmod: /etc/etcd/server.key, mode: "0600" }
            """,
    };
}

/// <summary><c>file: { chown: PATH, owner: NAME }</c>.</summary>
internal sealed class ChangeOwner : ChangeAttributes
{
    public override VerbDefinition Definition { get; } = new()
    {
        Name = "chown",
        Summary = "Makes sure that a file or folder belongs to this user and group.",
        HasSideEffect = true,
        Main = PathParameter,
        Parameters = [AttributeSettings.OwnerParameter("", required: true)],
        Outputs = [FileOutputs.PathDefinition],
        Example = """
            - id: owned
              file: { chown: /etc/etcd/server.key, owner: "etcd:etcd" }
            """,
    };
}
