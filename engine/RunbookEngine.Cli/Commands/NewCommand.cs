using System.CommandLine;
using RunbookEngine.Cli.Documents;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook new</c>: writes a small runbook to begin with.</summary>
internal static class NewCommand
{
    private const string DefaultName = "my-runbook";

    public static Command Build(CliSession session)
    {
        var name = new Argument<string?>("NAME") { Description = $"A name, or a file ending in .yaml. Default: {DefaultName}.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("new", "Write a small runbook to begin with.") { name };
        command.SetAction((parsed, _) => Task.FromResult(Run(session, parsed.GetValue(name) ?? DefaultName)));
        return command;
    }

    private static int Run(CliSession session, string named)
    {
        var file = Path.GetExtension(named) is ".yaml" or ".yml" ? named : named + ".yaml";
        var name = NameOf(file);
        NewFile.Write(session, file, Starter(name));
        if (session.Settings.Json)
            JsonDocuments.Print(session.Console.Out, "new/v1", writer => writer.WriteString("file", file));
        else
            session.Console.Out.WriteLine($"wrote {file}\n\n  runbook plan {file}   shows what it would do\n  runbook run {file}    runs it");
        return ExitCodes.Succeeded;
    }

    /// <summary>The file's name in kebab-case.</summary>
    private static string NameOf(string file)
    {
        var letters = Path.GetFileNameWithoutExtension(file).Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-');
        var name = string.Join('-', string.Concat(letters).Split('-', StringSplitOptions.RemoveEmptyEntries));
        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : DefaultName;
    }

    private static string Starter(string name) =>
        $$$"""
        apiVersion: runbook/v1
        name: {{{name}}}
        description: Say in one sentence what this is for.

        inputs:
          greeting: { type: string, default: hello, description: What to say. }

        steps:
          # A step is the command you would have typed. It waits for the one above it.
          - id: look
            shell: uname -n

          # What a template inserts into `shell` arrives as one quoted word.
          - id: say
            shell: echo {{ inputs.greeting }} from {{ steps.look.stdout }}
            timeout: 1m
            retry: { attempts: 3, delay: 2s }

          # Typed steps look first: this one is skipped when the file is as it should be.
          - id: keep
            file:
              write: /tmp/{{{name}}}.txt
              content: "{{ inputs.greeting }}\n"
            undo:
              - file: { remove: /tmp/{{{name}}}.txt }

        finally:
          - log: done

        """;
}
