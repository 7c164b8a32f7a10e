using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>A name that an expression reads, such as <c>steps.verify.revision</c>. Offsets count from the start of the template's content.</summary>
/// <param name="Root">The first name.</param>
/// <param name="Fields">What follows, outermost first; a null name is known only when it runs.</param>
/// <param name="HasDefault">Whether the expression says what to take when it is not there.</param>
internal sealed record Reference(Expr.Name Root, List<(string? Name, int Start, int End)> Fields, bool HasDefault)
{
    public int End => Fields.Count == 0 ? Root.End : Fields[^1].End;

    /// <summary>All that an expression reads.</summary>
    public static List<Reference> In(Expr expression)
    {
        var found = new List<Reference>();
        Visit(expression, hasDefault: false, found);
        return found;
    }

    private static void Visit(Expr expression, bool hasDefault, List<Reference> found)
    {
        switch (expression)
        {
            case Expr.Name or Expr.Member or Expr.Index:
                Path(expression, hasDefault, found);
                break;
            case Expr.Otherwise otherwise:
                Visit(otherwise.Left, hasDefault: true, found);
                Visit(otherwise.Right, hasDefault, found);
                break;
            case Expr.Choice choice:
                Visit(choice.Condition, hasDefault: false, found);
                Visit(choice.Then, hasDefault, found);
                Visit(choice.Else, hasDefault, found);
                break;
            case Expr.Unary unary:
                Visit(unary.Operand, hasDefault: false, found);
                break;
            case Expr.Binary binary:
                Visit(binary.Left, hasDefault: false, found);
                Visit(binary.Right, hasDefault: false, found);
                break;
            case Expr.ListOf list:
                foreach (var item in list.Items)
                    Visit(item, hasDefault: false, found);
                break;
            case Expr.Call call:
                for (var i = 0; i < call.Arguments.Length; i++)
                    Visit(call.Arguments[i], i == 0 && call.Function.Name == "object.default", found);
                break;
        }
    }

    private static void Path(Expr expression, bool hasDefault, List<Reference> found)
    {
        var fields = new List<(string?, int, int)>();
        while (expression is Expr.Member or Expr.Index)
        {
            if (expression is Expr.Member member)
            {
                fields.Add((member.Field, member.FieldStart, member.End));
                (expression, hasDefault) = (member.Target, hasDefault || member.Lenient);
                continue;
            }

            var index = (Expr.Index)expression;
            if (index.At is Expr.Literal { Value: Value.Text text })
            {
                fields.Add((text.Content, index.At.Start, index.At.End));
            }
            else
            {
                fields.Add((null, index.At.Start, index.At.End));
                Visit(index.At, hasDefault: false, found);
            }

            expression = index.Target;
        }

        fields.Reverse();
        if (expression is Expr.Name name)
            found.Add(new(name, fields, hasDefault));
        else
            Visit(expression, hasDefault, found);
    }
}
