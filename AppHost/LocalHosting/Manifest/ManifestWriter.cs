using System.Net.Sockets;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace HelpdeskMail.AppHost.LocalHosting.Manifest;

/// <summary>Writes the resources of a model in Aspire's manifest format, and after them the parameters they refer to.</summary>
/// <param name="writer">Where to.</param>
/// <param name="folder">Folder of the manifest; paths are relative to it.</param>
internal sealed class ManifestWriter(Utf8JsonWriter writer, string folder)
{
    private readonly List<ParameterResource> referred = [];
    private readonly List<ParameterResource> encoded = [];

    public void Write(IReadOnlyList<IResource> resources)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("resources");
        foreach (var resource in resources)
        {
            writer.WriteStartObject(resource.Name);
            WriteResource(resource);
            writer.WriteEndObject();
        }

        foreach (var parameter in referred.Union(encoded).ToList())
        {
            if (!resources.Contains(parameter))
            {
                writer.WriteStartObject(parameter.Name);
                WriteParameter(parameter);
                writer.WriteEndObject();
            }

            if (encoded.Contains(parameter))
            {
                WriteEncoded(parameter);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteResource(IResource resource)
    {
        switch (resource)
        {
            case ParameterResource parameter:
                WriteParameter(parameter);
                break;
            case ProjectResource project:
                WriteProject(project);
                break;
            case ContainerResource container:
                WriteContainer(container);
                break;
            case IResourceWithConnectionString value:
                writer.WriteString("type", "value.v0");
                WriteConnectionString(value);
                break;
            default:
                throw new DistributedApplicationException($"The manifest has no form for '{resource.Name}', which is a {resource.GetType().Name}.");
        }
    }

    private void WriteProject(ProjectResource project)
    {
        var path = project.Annotations.OfType<ProjectSetting>().Single().Metadata.ProjectPath;
        writer.WriteString("type", "project.v0");
        writer.WriteString("path", Path.GetRelativePath(folder, path).Replace('\\', '/'));
        WriteArguments(project);
        WriteEnvironment(project);
        WriteBindings(project);
    }

    private void WriteContainer(ContainerResource container)
    {
        writer.WriteString("type", "container.v0");
        if (container is IResourceWithConnectionString value)
        {
            WriteConnectionString(value);
        }

        writer.WriteString("image", container.Annotations.OfType<ContainerImage>().Single().Image);
        if (container.Entrypoint is { } entrypoint)
        {
            writer.WriteString("entrypoint", entrypoint);
        }

        WriteArguments(container);
        WriteVolumes(container);
        WriteEnvironment(container);
        WriteBindings(container);
    }

    private void WriteConnectionString(IResourceWithConnectionString resource)
    {
        Remember(resource.ConnectionStringExpression);
        writer.WriteString("connectionString", resource.ConnectionStringExpression.ValueExpression);
    }

    private void WriteArguments(IResource resource)
    {
        var arguments = resource.Annotations.OfType<ArgumentSetting>().SelectMany(setting => setting.Arguments).ToList();
        if (arguments.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("args");
        foreach (var argument in arguments)
        {
            writer.WriteStringValue(argument);
        }

        writer.WriteEndArray();
    }

    private void WriteVolumes(ContainerResource resource)
    {
        var volumes = resource.Annotations.OfType<ContainerVolume>().ToList();
        if (volumes.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("volumes");
        foreach (var volume in volumes)
        {
            writer.WriteStartObject();
            writer.WriteString("name", volume.Source);
            writer.WriteString("target", volume.Target);
            writer.WriteBoolean("readOnly", volume.IsReadOnly);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteEnvironment(IResource resource)
    {
        var variables = EnvironmentOf.Variables(resource);
        if (variables.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("env");
        foreach (var (name, value) in variables)
        {
            Remember(value);
            writer.WriteString(name, value is IManifestExpressionProvider provider ? provider.ValueExpression : (string)value);
        }

        writer.WriteEndObject();
    }

    private void WriteBindings(IResource resource)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToList();
        if (endpoints.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("bindings");
        foreach (var endpoint in endpoints)
        {
            writer.WriteStartObject(endpoint.Name);
            writer.WriteString("scheme", endpoint.UriScheme);
            writer.WriteString("protocol", endpoint.Protocol == ProtocolType.Udp ? "udp" : "tcp");
            writer.WriteString("transport", endpoint.Transport);
            if (endpoint.Port is { } port && resource is ContainerResource)
            {
                writer.WriteNumber("port", port);
            }

            if (endpoint.TargetPort is { } targetPort)
            {
                writer.WriteNumber("targetPort", targetPort);
            }

            if (endpoint.IsExternal)
            {
                writer.WriteBoolean("external", endpoint.IsExternal);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteParameter(ParameterResource parameter)
    {
        writer.WriteString("type", "parameter.v0");
        writer.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        writer.WriteStartObject("inputs");
        writer.WriteStartObject("value");
        writer.WriteString("type", "string");
        if (parameter.Secret)
        {
            writer.WriteBoolean("secret", parameter.Secret);
        }

        if (parameter.Default is { } byDefault)
        {
            writer.WriteStartObject("default");
            byDefault.WriteToManifest(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteEncoded(ParameterResource parameter)
    {
        writer.WriteStartObject($"{parameter.Name}-uri-encoded");
        writer.WriteString("type", "annotated.string");
        writer.WriteString("value", parameter.ValueExpression);
        writer.WriteString("filter", "uri");
        writer.WriteEndObject();
    }

    private void Remember(object value)
    {
        if (value is ParameterResource parameter && !referred.Contains(parameter))
        {
            referred.Add(parameter);
        }

        if (value is ReferenceExpression expression)
        {
            encoded.AddRange(expression.UriEncodedParameters.Except(encoded));
            foreach (var provider in expression.ValueProviders)
            {
                Remember(provider);
            }
        }
    }
}
