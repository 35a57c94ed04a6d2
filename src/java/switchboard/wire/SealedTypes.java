package switchboard.wire;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets Jackson write our sealed families with the simple name of the case, so that the domain's
 * records need no annotations. Within a family the names differ; a test holds that.
 */
final class SealedTypes extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;
  private static final String OURS = "switchboard.";
  private static final JsonTypeInfo.Value BY_NAME =
      JsonTypeInfo.Value.construct(
          JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "@type", null, false, true);

  @Override
  public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
    return annotated instanceof AnnotatedClass && isOfSealedFamily(annotated.getRawType())
        ? BY_NAME
        : super.findPolymorphicTypeInfo(config, annotated);
  }

  @Override
  public List<NamedType> findSubtypes(Annotated annotated) {
    return annotated.getRawType().isSealed() && isOurs(annotated.getRawType())
        ? cases(annotated.getRawType())
        : super.findSubtypes(annotated);
  }

  @Override
  public String findTypeName(AnnotatedClass annotated) {
    return isOfSealedFamily(annotated.getRawType())
        ? annotated.getRawType().getSimpleName()
        : super.findTypeName(annotated);
  }

  /** The cases of a sealed family, through all its levels. */
  static List<NamedType> cases(Class<?> family) {
    var cases = new ArrayList<NamedType>();
    for (var permitted : family.getPermittedSubclasses()) {
      if (permitted.isSealed() && permitted.isInterface()) {
        cases.addAll(cases(permitted));
      } else {
        cases.add(new NamedType(permitted, permitted.getSimpleName()));
      }
    }
    return cases;
  }

  private static boolean isOfSealedFamily(Class<?> type) {
    if (!isOurs(type)) {
      return false;
    }
    if (type.isInterface() && type.isSealed()) {
      return true;
    }
    for (var parent : type.getInterfaces()) {
      if (isOfSealedFamily(parent)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith(OURS);
  }
}
