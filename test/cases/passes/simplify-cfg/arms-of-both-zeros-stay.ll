; run: simplify-cfg
; They are equal, but not the same.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %then, label %else
then:
  br label %end
else:
  br label %end
end:
  %r = phi double [ 0.0, %then ], [ -0.0, %else ]
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fcmp olt double %x, 1.0
  %1 = select i1 %0, double 0.0, double -0.0
  ret double %1
}
