using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.ServiceDefaults.Settings;

/// <summary>Settings that are read once and stop the service with a clear message when they are wrong.</summary>
public static class ValidatedSettings
{
    /// <summary>
    /// Binds the configuration section <paramref name="section"/> to <typeparamref name="T"/> and checks its data annotations before anything is served.
    /// </summary>
    /// <exception cref="OptionsValidationException">At start: a value is missing or wrong; names the key, the problem and where to set it.</exception>
    public static OptionsBuilder<T> AddSettings<T>(this IHostApplicationBuilder builder, string section)
        where T : class =>
        builder.Services.AddOptions<T>()
            .BindConfiguration(section)
            .Validate<IConfiguration>((settings, _) => Check(settings, section))
            .ValidateOnStart();

    private static bool Check<T>(T settings, string section)
        where T : class
    {
        var problems = new List<ValidationResult>();
        if (Validator.TryValidateObject(settings, new ValidationContext(settings), problems, validateAllProperties: true))
        {
            return true;
        }

        var words = problems.Select(problem =>
        {
            var key = string.Join(", ", problem.MemberNames.Select(member => $"{section}:{member}"));
            return $"{key}: {problem.ErrorMessage} (as an environment variable: {key.Replace(":", "__", StringComparison.Ordinal)})";
        });
        throw new OptionsValidationException(section, typeof(T), words);
    }
}
