; run: simplify-cfg
; Nobody needs the result, but the call is made.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %then, label %end
then:
  %a = call double @observe(double %x)
  br label %end
end:
  ret double %x
}

declare double @observe(double)

; expect: unchanged
